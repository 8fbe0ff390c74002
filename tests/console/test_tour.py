"""The tour: hints in order, skippable, taken once."""

from pathlib import Path

from console.desk.tour import HINTS, Tour


def test_each_hint_gives_way_to_the_next_when_it_was_followed(tmp_path: Path) -> None:
    tour = Tour(tmp_path / "tour")
    hinted = []
    for hint in HINTS:
        hinted.append(tour.hint()[0])
        tour.did(hint.verb)
    assert len(set(hinted)) == len(HINTS)
    assert "t " in hinted[0]


def test_what_was_done_before_its_hint_is_not_hinted_at_again(tmp_path: Path) -> None:
    tour = Tour(tmp_path / "tour")
    assert tour.did("dispatch")
    assert "u " in tour.hint()[0]
    tour.did("triage")
    assert "u " in tour.hint()[0]


def test_skipping_ends_it_also_next_time(tmp_path: Path) -> None:
    tour = Tour(tmp_path / "deep" / "tour")
    tour.end()
    assert tour.over
    assert Tour(tmp_path / "deep" / "tour").over


def test_the_last_hint_ends_it_too(tmp_path: Path) -> None:
    tour = Tour(tmp_path / "tour")
    tour.did("register")
    assert not tour.over
    assert Tour(tmp_path / "tour").over


def test_a_folder_that_cannot_be_written_only_brings_it_back(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Tour(tmp_path / "file" / "tour").end()
