"""`paigong` where there is no store: it offers, and makes nothing by itself."""

from pathlib import Path

from tests.console.desk.terminal import terminal


def test_it_offers_a_demonstration_and_a_store_of_ones_own_and_makes_nothing_unasked(tmp_path: Path) -> None:
    place = tmp_path / "new.db"
    with terminal("--db", str(place), "--lang", "en") as paigong:
        paigong.until(lambda: "Which one?" in paigong.text)
        assert "1  A demonstration" in paigong.text
        paigong.type("q\n")
        assert paigong.ended_within(10) == 6
    assert not list(tmp_path.iterdir())


def test_a_store_of_ones_own_opens_the_desk_for_its_first_person(tmp_path: Path) -> None:
    place = tmp_path / "new.db"
    with terminal("--db", str(place), "--lang", "en") as paigong:
        paigong.until(lambda: "Which one?" in paigong.text)
        paigong.type("2\n")
        paigong.until(lambda: "Your name:" in paigong.text)
        paigong.type("Li Na\n")
        paigong.until(lambda: "Active" in paigong.text and "Li Na" in paigong.text)
        paigong.until_still()
        paigong.type("q")
        assert paigong.ended_within(10) == 0
    assert place.is_file()
