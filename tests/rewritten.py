"""What pytest does to each file of tests before it imports it, done once for all workers and on all cores.

On a fresh clone every worker would rewrite the assertions of all files by itself and gather the constants of
all modules: eight seconds each, three times over. `python -m tests.rewritten` leaves both where pytest and
Hypothesis look first; they judge as ever whether it is still that of the source.
"""

from __future__ import annotations

import ast
import gc
import os
import py_compile
from concurrent.futures import ProcessPoolExecutor
from importlib.util import source_hash
from pathlib import Path
from types import CodeType, ModuleType

from _pytest.assertion.rewrite import PYC_TAIL, _read_pyc, _write_pyc_fp, get_cache_dir, rewrite_asserts
from hypothesis.internal.constants_ast import constants_from_module

ROOT = Path(__file__).parents[1]


def kept(file: Path) -> Path:
    """Where pytest looks for a file of tests that was rewritten before."""
    return get_cache_dir(file) / f"{file.stem}{PYC_TAIL}"


def rewrite(file: Path) -> None:
    """Rewrite one file's assertions, unless that was done since it was written."""
    into = kept(file)
    if _read_pyc(file, into) is not None:
        return
    source = file.read_bytes()
    tree = ast.parse(source, str(file))
    rewrite_asserts(tree, source, str(file))
    code: CodeType = compile(tree, str(file), "exec", dont_inherit=True)
    into.parent.mkdir(parents=True, exist_ok=True)
    fresh = into.with_name(f"{into.name}.{os.getpid()}")
    with fresh.open("wb") as written:
        _write_pyc_fp(written, source_hash(source), code)
    fresh.replace(into)


def is_of_tests(file: Path) -> bool:
    """Whether pytest rewrites it."""
    return file.name.startswith("test_") or file.name == "conftest.py"


def gather(file: Path) -> None:
    """Have Hypothesis keep the constants of a module of the program, without importing it."""
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    constants_from_module(module)


def prepare(file: Path) -> None:
    """Whatever each worker would else do to this file."""
    if ROOT / "tests" not in file.parents:
        gather(file)
    elif is_of_tests(file):
        rewrite(file)
    else:
        py_compile.compile(str(file), doraise=True)


def main() -> None:
    files = [file for room in ("tests", "console", "db", "widgets") for file in (ROOT / room).rglob("*.py")]
    with ProcessPoolExecutor(initializer=gc.disable) as several:
        for _ in several.map(prepare, files, chunksize=16):
            pass


if __name__ == "__main__":
    main()
