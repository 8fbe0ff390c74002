"""`paigong print`: what the documents print on a form stands on it, the same bytes each time (FRM-03)."""

import re
import tomllib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from pypdf import PdfReader

from console.printing import fonts, typesetting
from console.printing.forms import FORMS
from console.printing.meant import of_thing
from console.printing.printed import page_of, written
from db.policy.paper import Service
from db.store import Store
from db.tables.codes import KINDS
from tests.console.printing.conftest import FAULT, NIGHT, TICKET
from tests.console.running import Branch, process
from tests.sampling import some_of

MONTH = "2026-07"
ABOUT = {"NUMBER": TICKET, "STAFF_NO": "T001", "MONTH": MONTH, "PERIOD": "2026-06", "": ""}
FIELDS: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).with_name("fields.toml")).read_text("utf-8")
)
SIGNS = re.compile(r"[\s、：｜/()（），。；“”0-9□+-]*")


def content_of(
    store: Store, form: str, ending: str = ".pdf", *, actor: str = "A01", when: str = NIGHT
) -> bytes:
    """The form about what the branch has, as it is written then."""
    store.stand_at(datetime.fromisoformat(when))
    found = FORMS[form]
    return written(page_of(store, actor, found, ABOUT[found.argument]), ending)


def text_of(content: bytes) -> str:
    """What stands on all pages, without blanks."""
    pages = PdfReader(BytesIO(content)).pages
    return bare("".join(page.extract_text() for page in pages))


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def printed(branch: Branch, form: str, path: Path, *about: str) -> str:
    """The form as the command prints it, as text without blanks."""
    ran = branch.run("print", form, *about, str(path), at=NIGHT)
    assert (ran.code, ran.out) == (0, f"Printed: {path}\n"), ran
    return text_of(path.read_bytes()) if path.suffix == ".pdf" else path.read_text("utf-8")


def assert_in_order(names: list[str], text: str) -> None:
    """Each name stands behind the one before it."""
    at = 0
    for name in names:
        found = text.find(re.sub(r"\s", "", name), at)
        assert found >= 0, (name, text)
        at = found + 1


def test_the_names_are_those_of_the_documents_list() -> None:
    for form, line in ((form, line) for form, lines in FIELDS.items() for line in lines):
        rest = line["said"]
        for name in sorted((*line["names"], *line.get("joined", ())), key=len, reverse=True):
            assert name in rest, (form, name)
            rest = rest.replace(name, "", 1)
        assert SIGNS.fullmatch(rest), (form, rest)


def test_every_form_has_its_list_of_fields() -> None:
    assert set(FORMS) - set(FIELDS) == {"tool_labels", "report"}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_the_documents_fields_in_their_order_and_is_the_same_again(
    form: str, store: Store
) -> None:
    for ending in some_of((".pdf", ".txt"), f"the form {form}", 1):
        first = content_of(store, form, ending)
        assert first == content_of(store, form, ending, when="2027-09-30T18:00:00+08:00")
        text = text_of(first) if ending == ".pdf" else bare(first.decode())
        for line in FIELDS.get(form, ()):
            assert_in_order(line["names"], text)
        if ending == ".pdf":
            pages = PdfReader(BytesIO(first)).pages
            assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
            assert f"第1页共{len(pages) // max(1, len(FORMS[form].copies))}页" in text


def test_facts_stand_where_they_are_known_and_lines_where_they_are_not(store: Store) -> None:
    text = {form: bare(content_of(store, form, ".txt").decode()) for form in FORMS}
    assert_in_order(
        [
            TICKET, "☑二级", "响应", "南山酒店", FAULT, "技术人员：张伟T001、李强T002负责人：张伟T001",
            "2026-07-1514:00至16:00", "□客户、地址、电话、联系人", "□万用表×1",
            "备件：派工人：负责人：年月日",
        ],
        text["slip"],
    )  # fmt: skip
    assert_in_order(["☑质量信息", "先换接触器，张伟去", "完工2026-07-1515:30"], text["handling_sheet"])
    assert_in_order(["差□一般□满意□好☑很好", "☑好", "卫生：□不好□好2分", "来得快"], text["survey"])
    assert_in_order(["张伟T001", "万用表T00011", "完好"], text["tool_list"])
    assert_in_order(["生产部", "万用表", "T0002", "2026-07-15"], text["loans"])
    assert_in_order(["T0001", "万用表", "张伟T001"], text["tool_labels"])
    assert_in_order(
        ["YX2607-01", TICKET, "第1版", "安装人员：张伟T001", "☑其他", "☑好", "☑无", "☑不好", "☑满意□不满意",
         "☑完成□未完成收费情况：71.00", "接触器烧蚀", "接触器CJX2×1只", "4200小时", "☑是", "下月回访",
         "顾客签字：刘经理"],
        text["record"],
    )  # fmt: skip
    assert_in_order(["1只", "润滑油1.5升35.5053.25", "合计53.25", "签名：刘经理日期：2026-07-15"],
                    text["repair_record"])  # fmt: skip
    assert_in_order(["更换接触器", "接触器CJX2×1只"], text["information_sheet"])
    assert "更换接触器" in text["handling_sheet"]


def approved(branch: Branch, at: str) -> None:
    """The record is asked to be approved, and the manager does."""
    asked = branch.done("approve_record", "--ticket", TICKET, at=at)["request"]
    branch.done("decide", "--request", asked, "--decision", "yes", at=at, who="M01")


def test_an_amended_record_is_printed_again_as_it_was(paper: Branch, tmp_path: Path) -> None:
    paper.hire("M01", "赵经理", "manager")
    approved(paper, NIGHT)
    for form in ("record", "repair_record"):
        assert "赵经理M01已批准2026-07-15" in re.sub(
            "日期", "", printed(paper, form, tmp_path / f"{form}.pdf", "1")
        )
    paper.done("record", "--ticket", TICKET, "--work", "更换接触器两只", "--reason", "漏写", at=NIGHT)
    approved(paper, "2026-07-16T10:00:00+08:00")
    for form, unsigned in (("record", "顾客签字：服务人员"), ("repair_record", "签名：日期：")):
        path = tmp_path / f"{form}-1.pdf"
        assert paper.run("print", form, "1", str(path), "--version", "1", at=NIGHT).code == 0
        assert path.read_bytes() == (tmp_path / f"{form}.pdf").read_bytes()
        text = bare(printed(paper, form, tmp_path / f"{form}-2.txt", "1"))
        for said in ("更换接触器两只", "第2版", unsigned):
            assert said in text, "a later version needs a signature of its own"
    ran = paper.run("print", "record", "1", str(tmp_path / "x.txt"), "--version", "3", at=NIGHT)
    assert (ran.code, "versions 1 to 2" in ran.err) == (2, True), ran


def test_the_command_prints_chinese_whatever_the_screen_speaks(paper: Branch, tmp_path: Path) -> None:
    text = printed(paper, "slip", tmp_path / "a.pdf", "1")
    assert "服务方式上门" in text
    assert (tmp_path / "a.pdf").stat().st_mode & 0o077 == 0
    assert "借用部门" in printed(paper, "loans", tmp_path / "loans.txt")
    assert paper.run("print", "slip", "1", str(tmp_path / "a.pdf"), "--force").code == 0


def test_the_slip_names_the_parts_that_were_given_out_for_the_job(paper: Branch, tmp_path: Path) -> None:
    paper.done("buy_tool", "--kind", "insulating_tape", "--count", "5", at=NIGHT)
    issued = ("issue_tool", "--staff", "T001", "--kind", "insulating_tape", "--ticket", TICKET)
    paper.done(*issued, "--count", "2", at=NIGHT)
    assert "备件：电工胶布×2派工人" in bare(printed(paper, "slip", tmp_path / "a.txt", TICKET))


def test_what_people_wrote_is_data_and_finds_room(paper: Branch, tmp_path: Path) -> None:
    hostile = '#set page(width: 1cm) $x$ *b* _i_ `r` @a <b> #"q" \\ // 🔥👨‍🔧 ⚙'
    name, serial, fault = ("名" * 79 + "末"), "S" * 77 + "END", ("很长的故障描述，" * 249 + "故障到此完")
    paper.done(
        "correct", "--ticket", TICKET, "--customer", name, "--serial", serial, "--fault", fault,
        "--contact", hostile[:80], at=NIGHT,
    )  # fmt: skip
    text = printed(paper, "slip", tmp_path / "a.pdf", TICKET)
    for each in (name, serial, "故障到此完", "#setpage(width:1cm)$x$*b*_i_`r`@a<b>", "〓"):
        assert each in text
    assert fault in bare(printed(paper, "slip", tmp_path / "a.txt", TICKET))


def test_whoever_may_not_see_phones_prints_them_masked(store: Store) -> None:
    forms = ("slip", "handling_sheet", "information_sheet", "survey", "plan", "record", "repair_record")
    for form in forms:
        assert "13800130001" in content_of(store, form, ".txt").decode()
        hidden = content_of(store, form, ".txt", actor="K01").decode()
        assert "138****0001" in hidden
        assert "13800130001" not in hidden
        assert "深南大道" not in hidden


def test_a_ticket_keeps_the_head_and_the_words_of_the_policy_it_was_made_under(
    paper: Branch, tmp_path: Path
) -> None:
    before = printed(paper, "survey", tmp_path / "a.pdf", TICKET)
    assert "文件编码HL-WI-2017版本版次A/0受控状态■受控□非受控" in before
    own = tmp_path / "own.toml"
    own.write_text(
        '[forms]\ncompany = "某某电气"\nheads.survey = { code = "KF-9", edition = "B/1" }\n', "utf-8"
    )
    ran = paper.run("policy", "adopt", str(own), at=NIGHT)
    assert ran.code == 0, ran
    printed(paper, "survey", tmp_path / "b.pdf", TICKET)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    text = printed(paper, "survey", tmp_path / "c.txt", paper.ticket(at=NIGHT))
    assert text.startswith("某某电气\n")
    assert "文件编码：KF-9  版本版次：B/1" in text


def test_the_kinds_of_service_of_the_checklist_are_those_of_tickets() -> None:
    assert get_args(Service) == KINDS


def test_what_lacks_for_a_pdf_is_said_and_text_is_printed_all_the_same(
    paper: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_font")
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    ran = paper.run("print", "slip", TICKET, str(tmp_path / "a.pdf"))
    assert (ran.code, "no Chinese font" in ran.err, "paigong[print]" in ran.err) == (2, True, True), ran
    monkeypatch.setattr(typesetting, "EXTRA", ("typst", "no_such_library"))
    ran = paper.run("print", "slip", TICKET, str(tmp_path / "a.pdf"))
    assert (ran.code, "paigong[print]" in ran.err) == (2, True), ran
    looked = {each["title"]: each for each in paper.run("doctor", "--json").json}
    assert "paigong[print]" in looked["Forms as PDF"]["advice"]
    printed(paper, "slip", tmp_path / "a.txt", TICKET)
    assert not (tmp_path / "a.pdf").exists()


def test_the_font_is_that_of_the_extra_and_else_the_best_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("simsun.ttc", "NotoSansCJK-Regular.ttc", "DejaVuSans.ttf"):
        (tmp_path / name).touch()
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    shipped = fonts.chinese_font()
    assert shipped is not None
    assert (shipped[0].parent.name, shipped[1]) == (fonts.PACKAGE, "Noto Sans SC")
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_font")
    assert fonts.chinese_font() == (tmp_path / "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("slip", TICKET, "a.doc"), 2, ".pdf, .txt"),
        (("slip", "YX9901-77", "a.txt"), 3, "YX9901-77"),
        (("slip", "", "a.txt"), 2, "missing"),
        (("slip", TICKET), 2, "missing"),
        (("slip", TICKET, "none/a.txt"), 2, "none"),
        (("slipp", TICKET, "a.txt"), 2, "paigong forms"),
        (("slip", TICKET, "there.txt"), 2, "--force"),
    ],
)
def test_what_cannot_be_printed_says_why(
    arguments: tuple[str, ...], code: int, said: str, paper: Branch, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("there.txt").touch()
    ran = paper.run("print", *arguments)
    assert (ran.code, said in ran.err) == (code, True), ran


def test_the_forms_are_listed_and_a_start_loads_no_typesetter(paper: Branch) -> None:
    listed = paper.run("forms", "--json").json
    assert [each["name"] for each in listed] == list(FORMS)
    assert listed[0] == {
        "name": "slip", "title": "派工单", "called": "Dispatch slip", "summary": FORMS["slip"].summary,
        "about": ["ticket"], "argument": "NUMBER", "required": True, "copies": [], "versions": False,
    }  # fmt: skip
    ran = process("--help", PYTHONPROFILEIMPORTTIME="1")
    assert ran.returncode == 0
    assert not re.search(rb"\|\s+(typst|segno)\b", ran.stderr)


def test_a_ticket_is_not_taken_for_the_record_of_its_number(paper: Branch, tmp_path: Path) -> None:
    """Numbered apart, YX2607-02 is both a ticket without a record and the record of another."""
    bare_one, other = (paper.ticket("--level", "4", "--way", "remote", at=NIGHT) for _ in range(2))
    paper.done("step", "--ticket", other, "--what", "finished", at=NIGHT)
    recorded = paper.done("record", "--ticket", other, "--work", "远程复位", at=NIGHT)["record"]
    assert (bare_one, recorded) == ("YX2607-02", "YX2607-02")
    for form in ("information_sheet", "handling_sheet"):
        assert "远程复位" not in printed(paper, form, tmp_path / f"{form}.txt", bare_one)
        assert "远程复位" in printed(paper, form, tmp_path / f"{form}-3.txt", other)
    assert "远程复位" in printed(paper, "record", tmp_path / "a.txt", recorded)
    assert "远程复位" in printed(paper, "record", tmp_path / "b.txt", f"ticket:{other}")
    ran = paper.run("print", "record", f"ticket:{bare_one}", str(tmp_path / "c.txt"), at=NIGHT)
    assert (ran.code, bare_one in ran.err) == (3, True), ran
    assert {each.number for each in of_thing(f"ticket:{other}") if each.form.key == "record"} == {
        f"ticket:{other}"
    }
