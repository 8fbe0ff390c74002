"""A list of any length: only the rows around the cursor are known, and every column can be reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.stage import HOSTILE, Stage, assert_clean, screen_lines
from widgets.columns import Column
from widgets.lists import ListRow
from widgets.register import UNKNOWN, Known, Register, placed

COLUMNS = [
    Column("number", "编号", 11, gap=1),
    *(Column(f"fact {at}", f"事实{at}", 14, least=14, gap=1) for at in range(9)),
    Column("words", "说明", 30, least=18, gap=1, grow=1),
]


class Everything:
    """The list behind the widget."""

    def __init__(self, total: int) -> None:
        self.rows = [
            ListRow(f"k{at}", {"number": f"YX-{at}", "fact 0": HOSTILE, "words": f"row {at}"})
            for at in range(total)
        ]

    def answer(self, register: Register, begin: int, page: int = 60) -> None:
        register.set_page(begin, self.rows[begin : begin + page], len(self.rows))


def wanted(app: Stage) -> list[int]:
    return [each.begin for each in app.said if isinstance(each, Register.Wanted)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (24, 6)])
async def test_only_pages_in_sight_are_asked_for(size: tuple[int, int]) -> None:
    every, register = Everything(5_000), Register(page=60)
    register.set_columns(COLUMNS)
    app = Stage(register)
    async with app.run_test(size=size) as pilot:
        register.focus()
        every.answer(register, 0)
        await pilot.pause()
        assert wanted(app) == []
        await pilot.press("G")
        assert register.cursor_index == 4_999
        assert register.cursor_key == f"{UNKNOWN}4999"
        begin = wanted(app)[-1]
        assert begin <= register.top < register.top + register.body_height <= begin + 60
        assert "…" in "\n".join(screen_lines(app))
        every.answer(register, begin)
        await pilot.pause()
        assert register.cursor_key == "k4999"
        assert_clean(screen_lines(app), size[0])
        assert "…" not in screen_lines(app)[-1][:3]
        await pilot.press("k", "k")
        assert register.cursor_key == "k4997"
        assert len(wanted(app)) == 1, "what is known is not asked for again"


async def test_the_cursor_stays_on_its_row_where_rows_come_and_go() -> None:
    every, register = Everything(300), Register(page=60)
    register.set_columns(COLUMNS)
    app = Stage(register)
    async with app.run_test(size=(80, 24)) as pilot:
        register.focus()
        every.answer(register, 0)
        await pilot.press(*["j"] * 30)
        assert (register.cursor_key, register.cursor_index) == ("k30", 30)
        every.rows.insert(0, ListRow("new", {"number": "new"}))
        every.answer(register, 0)
        await pilot.pause()
        assert (register.cursor_key, register.cursor_index) == ("k30", 31)
        del every.rows[31]
        every.answer(register, 0)
        await pilot.pause()
        assert (register.cursor_key, register.cursor_index) == ("k31", 31), "the row in its place"
        every.rows.clear()
        register.set_page(0, [], 0, empty="Nothing.\nHere stand things.")
        await pilot.pause()
        assert register.cursor_key is None
        assert [line.strip() for line in screen_lines(app)][1:4] == ["Nothing.", "Here stand things.", ""]


async def test_what_is_cut_says_so() -> None:
    register = Register()
    register.set_columns([Column("number", "编号", 8, gap=1), Column("words", "说明", 90, least=18, gap=1)])
    app = Stage(register)
    async with app.run_test(size=(40, 6)) as pilot:
        rows = [
            ListRow("a", {"number": "YX2607-12345", "words": "YX2607-1174、" * 5}),
            ListRow("b", {"words": "短"}),
        ]
        register.set_page(0, rows, 2)
        await pilot.pause()
        shown = screen_lines(app)[1].rstrip()
        assert shown.startswith((">YX2607-~", " YX2607-~"))
        assert shown.endswith("~")
        assert "~" not in screen_lines(app)[2]
        assert_clean(screen_lines(app), 40)


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_every_column_is_reached_and_none_is_cut_to_nothing(width: int) -> None:
    register = Register()
    register.set_columns(COLUMNS)
    app = Stage(register)
    async with app.run_test(size=(width, 24)) as pilot:
        register.focus()
        Everything(5).answer(register, 0)
        await pilot.pause()
        seen: set[str] = set()
        for _step in COLUMNS:
            seen |= set(register.columns_in_sight)
            assert register.columns_in_sight[0] == "number", "what says which row it is stays"
            await pilot.press("l")
        assert seen == {column.name for column in COLUMNS}
        right = register.first
        await pilot.press("l")
        assert register.first == right, "nothing is turned to behind the last one"
        await pilot.press(*["h"] * len(COLUMNS))
        assert register.first == 1


@given(
    widths=st.lists(st.integers(2, 40), min_size=1, max_size=12),
    first=st.integers(1, 12), width=st.integers(10, 200),
)  # fmt: skip
def test_columns_are_whole_or_have_room_to_say_something(widths: list[int], first: int, width: int) -> None:
    columns = [Column(str(at), "x", wide, least=min(wide, 18), gap=1) for at, wide in enumerate(widths)]
    found = placed(columns, first, width)
    assert found
    assert sum(each.width + 1 for each in found) <= width
    for each in found[1:]:
        assert each.width >= min(12, columns[int(each.name)].width)


@given(st.dictionaries(st.integers(0, 99), st.text("abc", min_size=3, max_size=5), max_size=20))
def test_keys_are_found_by_place_and_places_by_key(known: dict[int, str]) -> None:
    by_key = {key: place for place, key in known.items()}
    keys = Known(100, {place: key for key, place in by_key.items()})
    assert len(keys) == 100
    for place in range(100):
        assert keys.index(keys[place]) == place
    with pytest.raises(ValueError, match="nobody"):
        keys.index("nobody")
    with pytest.raises(IndexError):
        keys[100]


async def test_cells_that_are_left_over_are_had_by_texts_that_are_cut() -> None:
    register = Register()
    register.set_columns([
        Column("words", "说明", 10, most=30, gap=1), Column("count", "件数", 4, align="right", gap=1),
        Column("more", "备注", 30, least=18, gap=1),
    ])  # fmt: skip
    app = Stage(register)
    async with app.run_test(size=(32, 6)) as pilot:
        register.set_page(0, [ListRow("a", {"words": "0123456789" * 3, "count": "7", "more": "x" * 30})], 1)
        await pilot.pause()
        assert register.columns_in_sight == ("words", "count")
        assert screen_lines(app)[1].rstrip() == ">" + "0123456789" * 2 + "01234~    7"


def test_a_column_aside_gives_its_place_to_a_text_that_is_cut_until_one_turns_to_it() -> None:
    columns = [
        Column("at", "时间", 5), Column("text", "内容", 30, least=18, most=60),
        Column("hash", "校验值", 30, least=18, most=40, aside=True),
    ]  # fmt: skip
    assert [each.name for each in placed(columns, 1, 80)] == ["at", "text"]
    assert [each.name for each in placed(columns, 1, 120)] == ["at", "text", "hash"]
    assert [each.name for each in placed(columns, 2, 80)] == ["at", "hash"]
