"""The command ``report`` and the report at the dashboard, as people ask for them."""

import os
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.report.test_pdf import CHROMIUM, program
from sales_platform_tests.dashboard.served import ask
from sales_platform_tests.platform_runs import Workplace


def last_month(lake: Lake) -> str:
    return f"{ask(lake, 'SELECT max(month) FROM t'):%Y-%m}"


def test_a_report_is_written_and_its_place_is_said(sample: Workplace, tmp_path: Path) -> None:
    month, file = last_month(sample.lake), tmp_path / "report.html"
    done = sample.command("report", "--month", month, "--out", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"The report of {month} is in {file}." in done.stdout
    assert "<h1>Sales report, " in file.read_text("utf-8")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: install the Debian package chromium")
def test_a_report_is_written_as_pdf(sample: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    done = sample.command("report", "--month", last_month(sample.lake), "--format", "pdf", "--out", str(file))
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--month", "2025-13"], "'2025-13' is not a month"),
        (["--month", "2019-01"], "There are no sales of 2019-01 in the lake"),
        (["--month", "LAST", "--company", "nobody"], "There is no company 'nobody'"),
        (["--month", "LAST", "--lake", "NOWHERE"], "There are no figures in"),
        (["--month", "LAST", "--out", "/no/such/folder/x.html"], "The report cannot be written to '/no/such/folder/x.html'"),
    ],
)
def test_what_is_wrong_is_one_sentence(sample: Workplace, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    given = {"LAST": last_month(sample.lake), "NOWHERE": str(tmp_path / "nowhere")}
    done = sample.command("report", *(given.get(word, word) for word in arguments))
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {sentence}")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "nowhere").exists()


def test_a_browser_that_fails_ends_the_command_with_a_sentence(sample: Workplace, tmp_path: Path) -> None:
    broken = program(tmp_path / "broken", "echo 'no display' >&2; exit 3")
    arguments = ["--month", last_month(sample.lake), "--format", "pdf", "--out", str(tmp_path / "report.pdf")]
    done = sample.command("report", *arguments, SALES_CHROMIUM=broken, PATH=os.environ["PATH"])
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Chromium (")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "report.pdf").exists()


def test_the_dashboard_has_the_report_of_each_month(sample: Workplace, address: str) -> None:
    with urllib.request.urlopen(f"{address}/report/{last_month(sample.lake)}") as answer:  # noqa: S310 - the test's own server
        document = answer.read().decode()
    assert "<h1>Sales report, " in document
    assert f'<a href="/?from={last_month(sample.lake)}&amp;to={last_month(sample.lake)}">' in document


@pytest.mark.parametrize(("path", "sentence"), [("2025-13", "is not a month"), ("2019-01", "There are no sales of 2019-01")])
def test_a_report_that_there_is_not_is_a_sentence(address: str, path: str, sentence: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/report/{path}")  # noqa: S310 - the test's own server
    with caught.value as answer:
        assert answer.code == 404
        assert sentence in answer.read().decode()
