"""Who acts: the login decides on a live store, except for those who may act for others (PPL-03)."""

import pytest

from console.opening import system_user
from tests.console.running import Branch, execute, paigong


def as_staff(store: Branch, no: str, *command: str) -> tuple[int, str]:
    ran = paigong("--db", store.url, "--lang", "en", "--as", no, *command)
    return ran.code, ran.out + ran.err


@pytest.fixture
def crew(demo: Branch) -> Branch:
    for no, role in (("T001", "technician"), ("D01", "dispatcher"), ("M01", "manager")):
        demo.done("add_staff", "--staff", no, "--label", f"人员{no}", "--roles", role)
    return demo


def logged_in(store: Branch, no: str) -> None:
    """The store is live, and the login of this machine is that person's."""
    execute(store.url, "UPDATE store_fact SET value = 'live' WHERE name = 'kind'")
    execute(store.url, f"UPDATE staff SET login = '{system_user()}' WHERE no = '{no}'")


def test_a_login_of_ones_own_does_not_act_for_others(crew: Branch) -> None:
    logged_in(crew, "D01")
    code, said = as_staff(crew, "M01", "show", "counts")
    assert code == 5
    assert "D01 may not act for M01" in said
    assert as_staff(crew, "D01", "show", "counts")[0] == 0
    assert as_staff(crew, "d01", "show", "counts")[0] == 0
    assert paigong("--db", crew.url, "show", "counts").code == 0
    assert as_staff(crew, "X99", "show", "counts")[0] == 3


@pytest.mark.parametrize("no", ["M01", "A01"])
def test_whoever_has_the_right_acts_for_others(crew: Branch, no: str) -> None:
    logged_in(crew, no)
    assert as_staff(crew, "T001", "show", "counts")[0] == 0


def test_a_login_that_is_nobodys_names_anybody(crew: Branch) -> None:
    """A service account behind forced commands."""
    logged_in(crew, "nobody")
    for no in ("T001", "D01", "M01", "A01"):
        assert as_staff(crew, no, "show", "counts")[0] == 0
    assert paigong("--db", crew.url, "show", "counts").code == 5


def test_a_demo_store_stays_as_it_is(crew: Branch) -> None:
    execute(crew.url, f"UPDATE staff SET login = '{system_user()}' WHERE no = 'T001'")
    for no in ("T001", "M01"):
        assert as_staff(crew, no, "show", "counts")[0] == 0


def test_the_variable_is_no_way_around(crew: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    logged_in(crew, "T001")
    monkeypatch.setenv("PAIGONG_AS", "A01")
    assert paigong("--db", crew.url, "show", "counts").code == 5


def test_somebody_who_left_acts_no_more(crew: Branch) -> None:
    execute(crew.url, "UPDATE staff SET active = false WHERE no = 'T001'")
    assert as_staff(crew, "T001", "show", "counts")[0] == 3
    logged_in(crew, "T001")
    assert paigong("--db", crew.url, "show", "counts").code == 5
