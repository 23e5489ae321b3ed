"""How a statement is told from an option."""

from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from sales_platform.command_options import StatementCommand


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()

    @made.command(cls=StatementCommand)
    def sql(statement: str, limit: Annotated[int, typer.Option()] = 1, lake: Annotated[str, typer.Option()] = "") -> None:
        print(repr((statement.strip(), limit, lake)))  # noqa: T201 - the test's answer

    return made


@pytest.mark.parametrize("statement", ["-- why\nselect 1", "--why\nselect 1", "-- why = 1\nselect 1", "select 1 -- why"])
def test_a_statement_may_begin_with_a_comment(app: typer.Typer, statement: str) -> None:
    done = CliRunner().invoke(app, ["--limit", "2", statement, "--lake=/a b"])
    assert done.output == repr((statement, 2, "/a b")) + "\n"


def test_an_option_that_there_is_not_is_still_said(app: typer.Typer) -> None:
    done = CliRunner().invoke(app, ["select 1", "--limt", "2"])
    assert done.exit_code == 2
    assert "--limt" in done.output
