"""Lists of tools that are pages of paper: to be signed, and to be cut out."""

from pathlib import Path

from tests.console.running import Branch


def test_a_personal_list_is_a_page_to_be_signed(branch: Branch, tmp_path: Path) -> None:
    branch.hire("T901", "曾国强")
    branch.done("buy_tool", "--kind", "multimeter", "--number", "X-1")
    branch.done("issue_tool", "--tool", "X-1", "--staff", "T901")
    file = tmp_path / "list.txt"
    assert branch.run("export", "personal_list", str(file), "T901").code == 0
    page = file.read_text("utf-8").splitlines()
    assert page[0] == "Personal lists of tools  T901  2026-07-15 09:00"
    assert [line for line in page if line.startswith("Store keeper: ____")]
    assert any("X-1" in line for line in page)


def test_labels_are_blocks_to_be_cut_out(branch: Branch, tmp_path: Path) -> None:
    branch.hire("T901", "曾国强")
    branch.done("buy_tool", "--kind", "multimeter", "--count", "2")
    branch.done("issue_tool", "--tool", "1-2", "--staff", "T901")
    file = tmp_path / "labels.txt"
    assert branch.run("export", "tool_labels", str(file), "--staff", "T901").code == 0
    blocks = [block for block in file.read_text("utf-8").split("\n\n")[1:] if block.strip()]
    assert len(blocks) == 2
    assert all(block.count("+---") == 2 and "曾国强" in block for block in blocks)
