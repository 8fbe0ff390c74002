"""One way of each claim runs in `make test`, and over many runs every way does."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests import sampling
from tests.databases import Kind
from tests.sampling import alternate, some_of


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("colour", [["red"], ["green"], ["red", "green"]])
def test_a_claim(colour: list[str], size: tuple[int, int], database_kind: Kind) -> None:
    assert colour
    assert size
    assert database_kind


@pytest.mark.every_way
def test_a_claim_about_the_database(database_kind: Kind) -> None:
    assert database_kind


def drawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, seed: int) -> list[str]:
    """What of this module would run with a seed."""
    monkeypatch.setenv("PAIGONG_SEED", str(seed))
    monkeypatch.setattr(sampling, "ALTERNATING", ("tests/project/",))
    module = request.node.getparent(pytest.Module)
    assert module is not None
    items = [each for each in module.collect() if isinstance(each, pytest.Item)]
    before = {item.name for item in items}
    spared = alternate(items)
    assert {item.name for item in (*items, *spared)} == before
    return [item.name for item in items]


def test_every_claim_is_tried_once_and_in_time_in_every_way(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        names = drawn(request, monkeypatch, seed)
        assert names == drawn(request, monkeypatch, seed), "a seed repeats a run"
        assert sum(name.startswith("test_a_claim[") for name in names) == 3
        assert sum(name.startswith("test_a_claim_about_the_database[") for name in names) == 2
        seen.update(name for name in names if name.startswith("test_a_claim["))
    assert len(seen) == 3 * 2 * 2
    on_server = sum(many for name, many in seen.items() if sampling.SERVER in name)
    assert seen.total() / 6 < on_server < seen.total() / 3, "a quarter, by chance"


def test_each_thing_is_tried_with_some_and_in_time_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "SAMPLED", True)
    seen: set[str] = set()
    for seed in range(60):
        monkeypatch.setenv("PAIGONG_SEED", str(seed))
        some = some_of("abcde", "a view", 2)
        assert len(some) == 2
        seen |= set(some)
    assert seen == set("abcde")
    monkeypatch.setattr(sampling, "SAMPLED", False)
    assert some_of("abcde", "a view", 2) == "abcde"


def test_what_is_whole_in_a_soak_alone_is_part_of_it() -> None:
    """Only what bears its mark runs with `PAIGONG_SOAK`; the rest asks whether this run is sampled."""
    for path in sorted(Path(sampling.__file__).parent.rglob("test_*.py")):
        text = path.read_text("utf-8")
        asks = re.search(r"\bimport .*\bSOAK\b|\brounds: Callable", text)
        assert not asks or "pytest.mark.soak" in text, path.name
