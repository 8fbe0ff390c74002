"""Whatever a checker is told to overlook says why."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
IGNORED = re.compile(r"# (type: ignore\[[\w, -]+\]|noqa: [A-Z0-9, ]+?)(?P<why>( - |  # )\S.*)?$")
ABOVE = "# Ignored: "


def test_every_warning_that_a_test_ignores_says_why() -> None:
    bare = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            found = IGNORED.search(line)
            if found and not found["why"] and not lines[number - 2].strip().startswith(ABOVE):
                bare.append(f"{path.relative_to(ROOT)}:{number}")
    assert bare == [], bare
