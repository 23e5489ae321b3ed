"""The table and the page of ``docs/adding-a-gold-table.md`` are found as they stand there, and fit."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FILE = re.compile(r"<!-- example-file: (\S+) -->\n```python\n(.*?)```", re.DOTALL)
PROGRAM = """
import json, sys
from sales_platform import gold
from sales_platform.dashboard import pages
gold.__path__.append(sys.argv[1] + "/sales_platform/gold")
pages.__path__.append(sys.argv[1] + "/sales_platform/dashboard/pages")
from sales_platform.catalog import BY_TEXT
from sales_platform.dashboard.found_pages import found_pages
from sales_platform.definitions import defs
table = BY_TEXT["gold/city_sales"]
page = next(one for one in found_pages() if one.name == table.page)
keys = [key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()]
print(json.dumps([page.title, list(page.table) == list(table.path), "gold/city_sales" in keys]))
"""


def test_what_the_cookbook_adds_is_a_table_with_its_page(tmp_path: Path) -> None:
    text = (PROJECT / "docs/adding-a-gold-table.md").read_text(encoding="utf-8")
    files = dict(FILE.findall(text))
    assert len(files) == text.count("<!-- example-file: ")
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tmp_path)],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == ["Cities", True, True]
