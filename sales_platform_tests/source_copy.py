"""A copy of the source tree, to be changed, and what its code says of the tables."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import sales_platform
from sales_platform_tests.warm import run_warm

PACKAGE = Path(sales_platform.__file__).parent
_VERSIONS = """
import json
from sales_platform.catalog import TABLES
print(json.dumps({table.text: table.logic_version for table in TABLES}))
"""


@dataclass(frozen=True)
class SourceCopy:
    """The package ``sales_platform`` in a folder of its own.

    Attributes:
        folder: what holds it.
    """

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "SourceCopy":
        """Copy it as it is."""
        shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
        return cls(folder)

    def path(self, module: str) -> Path:
        """A file of the package."""
        return self.folder / PACKAGE.name / module

    def change(self, module: str, old: str, new: str) -> None:
        """Put one text, which must be there once, in the place of another one."""
        text = self.path(module).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{module} has {text.count(old)} times: {old}"
        self.path(module).write_text(text.replace(old, new), encoding="utf-8")

    def restore(self, module: str) -> None:
        """Take a file as it is in the package."""
        shutil.copyfile(PACKAGE / module, self.path(module))

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a command that runs this code."""
        return {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}

    def versions(self, **environment: str) -> dict[str, str]:
        """The logic version of each table, by ``layer/name``."""
        if "PYTHONHASHSEED" in environment:  # which Python reads when it starts
            command = [sys.executable, "-c", _VERSIONS]
            done = subprocess.run(
                command, env=self.variables | environment, capture_output=True, text=True, check=False, cwd=self.folder
            )
        else:
            done = run_warm([], self.variables | environment, self.folder, _VERSIONS)
        assert done.returncode == 0, done.stderr
        found: dict[str, str] = json.loads(done.stdout)
        return found


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The tables whose version is another one."""
    assert before.keys() == after.keys()
    return {table for table, version in before.items() if after[table] != version}
