"""What is prepared before the workers start is what pytest looks for."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

from tests import rewritten


def test_a_file_rewritten_beforehand_is_taken_by_pytest(
    tmp_path: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loader of pytest finds nothing left to rewrite, and what fails says its values."""
    file = tmp_path / "test_prepared.py"
    file.write_text("number = 2\ndef test_it():\n    assert number == 3\n")
    rewritten.rewrite(file)
    monkeypatch.setattr(rewrite, "_rewrite_test", lambda *_: pytest.fail("it was rewritten again"))
    spec = spec_from_file_location(file.stem, file, loader=rewrite.AssertionRewritingHook(pytestconfig))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(AssertionError, match="assert 2 == 3"):
        module.test_it()


def test_a_file_is_rewritten_again_when_it_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "test_changed.py"
    written = []
    for text in ("assert 1", "assert 1", "assert 2"):
        file.write_text(text)
        rewritten.rewrite(file)
        written.append(rewritten.kept(file).read_bytes())
    assert written[0] == written[1] != written[2]
