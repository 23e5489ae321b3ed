"""The working tree against another commit."""

import subprocess
from datetime import date
from pathlib import Path

import compare_revisions
import pytest
from compare_revisions import Side, checked_out, report
from measure import Measurement

PLACE = Path("nowhere")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two commits, and a working tree that has gone on."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@b.c"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    for text in ("first", "second"):
        (tmp_path / "code.py").write_text(text)
        subprocess.run([*git, "add", "code.py"], check=True)
        subprocess.run([*git, "commit", "--quiet", "-m", text], check=True)
    (tmp_path / "code.py").write_text("third")
    monkeypatch.setattr(compare_revisions, "PROJECT", tmp_path)
    return tmp_path


def test_another_commit_is_checked_out_beside_the_working_tree_and_removed(project: Path, tmp_path: Path) -> None:
    with checked_out("HEAD~1", tmp_path / "other") as code:
        assert (code / "code.py").read_text() == "first"
        assert (project / "code.py").read_text() == "third"
    assert not code.exists()
    listed = subprocess.run(["git", "-C", str(project), "worktree", "list"], capture_output=True, text=True, check=True)
    assert len(listed.stdout.splitlines()) == 1


@pytest.mark.usefixtures("project")
def test_a_commit_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="'nowhere' cannot be checked out"), checked_out("nowhere", tmp_path / "other"):
        pass


def test_a_side_runs_its_own_code() -> None:
    installation = Side(PLACE / "code", PLACE / "folder").place("full")
    assert installation.environment["PYTHONPATH"] == str(PLACE / "code")
    assert installation.first_month == date(2024, 1, 1)


def test_the_ratio_is_that_of_the_working_tree_in_the_same_turn() -> None:
    here = Side(PLACE, PLACE, [Measurement(2, 1, 0, ""), Measurement(3, 2, 0, "")])
    there = Side(PLACE, PLACE, [Measurement(4, 4, 0, ""), Measurement(4, 4, 0, "")])
    rows = report("main", here, there).splitlines()[2:]
    assert [row.strip("| ").split(" | ")[-1] for row in rows] == ["0.38 (0.25 to 0.50)", "0.62 (0.50 to 0.75)"]
