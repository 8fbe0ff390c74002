"""Declared in pyproject.toml; this adds one step: a built package carries compiled catalogues."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from console.build.catalogue import compile_all  # noqa: E402  (the checkout is importable only from here on)


class BuildWithCatalogues(build_py):
    def run(self) -> None:
        compile_all(ROOT)
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
