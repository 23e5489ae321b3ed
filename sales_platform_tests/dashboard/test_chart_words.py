"""Charts in a sentence and as a table."""

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import pytest

from sales_platform.companies.registry import COMPANIES
from sales_platform.dashboard import chart_tables, figures, month_lines
from sales_platform.dashboard.chart_tables import cell_text, column_title, html_table, table_page
from sales_platform.dashboard.colours import ACCENT, series_marker
from sales_platform.dashboard.grids import landed_row_columns
from sales_platform.dashboard.landed_fields import with_fields
from sales_platform.dashboard.page_answers import NO_ROWS
from sales_platform.dashboard.pieces import graph
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.summaries import summary


def bars(count: int) -> go.Figure:
    rows = [
        {"channel": f"C<{place}>", "revenue": 1000.0 * (count - place), "share": 0.5, "quantity": 5} for place in range(count)
    ]
    return figures.share_bars(pd.DataFrame(rows), "channel")


def test_few_bars_are_all_named_and_of_many_the_largest_and_the_last() -> None:
    assert summary(bars(2)) == "C<0>: ₹2.00K, 50.0% of revenue, 5 pieces; C<1>: ₹1.00K, 50.0% of revenue, 5 pieces."
    assert summary(bars(9)).startswith("9 values, the largest C<0>: ₹9.00K")


def test_a_line_has_its_ends_and_its_highest_point() -> None:
    line = month_lines.line(
        [date(2025, month, 1) for month in (1, 2, 3, 4)],
        [5, 9, 7, 6],
        "A",
        "#000000",
        ["one: 5", "two: 9", "three: 7", "four: 6"],
    )
    assert summary(go.Figure(line)) == "4 points from one: 5 to four: 6, the highest two: 9."


def test_of_many_lines_only_some_are_told() -> None:
    lines = [month_lines.line([date(2025, 1, 1)], [2], str(place), "#000000", [f"<b>{place}</b><br>2"]) for place in range(6)]
    assert summary(go.Figure(lines)) == "0, 2; 1, 2; 2, 2; 3, 2; and 2 more."


def test_a_sentence_instead_of_a_chart_is_its_summary() -> None:
    assert summary(figures.message_figure(NO_ROWS)) == NO_ROWS


def test_a_table_has_titles_with_units_and_names_are_no_markup() -> None:
    frame = pd.DataFrame(
        [{"customer": "<script>", "revenue": 1234.6, "share": 0.125, "month": date(2025, 7, 1), "complete": True}]
    )
    table = str(html_table(frame, "T&C"))
    assert "<script>" not in table
    for text in ("<caption>T&amp;C<", ">Revenue (INR)<", ">1,235<", ">12.5%<", ">Jul 2025<", ">yes<", "&lt;script&gt;"):
        assert text in table


def test_a_long_table_says_how_much_of_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart_tables, "MOST_ROWS", 2)
    assert "the first 2 of 3 rows, all are in the CSV" in str(html_table(pd.DataFrame({"rows": [1, 2, 3]}), "T"))


@pytest.mark.parametrize(("name", "value", "text"), [
    ("company", "sports_bar", "Sports Bar"), ("price", 2.5, "2.50"), ("growth", 0.5, "+50.0%"), ("revenue", None, "\u2013"),
    ("quantity", float("nan"), "\u2013"), ("rank", 3, "3"),
])  # fmt: skip
def test_a_cell_is_written_for_people(name: str, value: object, text: str) -> None:
    assert cell_text(name, value) == text


@pytest.mark.parametrize(("name", "title"), [
    ("share", "Share of revenue"), ("share_of_change", "Share of the whole change"), ("stock_target", "Stock target (pieces)"),
    ("share_together", "Share of revenue with all larger ones"), ("reorder_inr", "Reorder (INR)"), ("cover_days", "Cover (days)"),
])  # fmt: skip
def test_a_column_says_its_unit_and_what_it_is_a_share_of(name: str, title: str) -> None:
    assert column_title(name) == title


def test_what_cannot_be_shown_is_a_sentence(reader: LakeReader) -> None:
    piece = graph("x", "X", lambda *_: pa.table({"rows": [1]}), lambda frame: frame, "", (0, 0, 0, 0))
    assert "There is no company &#39;&lt;b&gt;&#39;" in table_page(reader, piece, {"company": ["<b>"]})
    assert "<td class='number'>1</td>" in table_page(reader, piece, {})


def attribute(*shares: float) -> pd.DataFrame:
    rows = [
        {"city": name, "revenue": 1000 * share, "share": share, "quantity": 1}
        for name, share in zip(("Unknown", "Pune", "Goa"), shares, strict=False)
    ]
    return pd.DataFrame(rows)


def test_a_single_bar_and_bars_of_what_is_hardly_known_are_a_sentence() -> None:
    single = figures.attribute_bars(attribute(1.0), "city")
    assert summary(single) == "There is one city only: Unknown, with ₹1.00K."
    unknown = figures.attribute_bars(attribute(0.96, 0.04), "city")
    assert summary(unknown) == "The city is unknown for 96.0% of the revenue; it is known for ₹40.00."
    assert len(figures.attribute_bars(attribute(0.5, 0.3, 0.2), "city").data[0].x) == 3


def landed(row: int, raw: str | None) -> dict[str, Any]:
    return {"month": date(2025, 7, 1), "feed": "sports_bar_orders", "file": "o.csv", "row": row, "reasons": "a", "raw": raw}


def test_the_fields_of_a_landed_row_are_columns() -> None:
    raws = ('{"order_id": "17", "order_qty": null}', '{"month_as_landed": "July", "row": "3"}', None, "no json", "[1]")
    rows = with_fields([landed(place, raw) for place, raw in enumerate(raws)]).to_pylist()
    assert [rows[0][f"landed_{name}"] for name in ("order_id", "order_qty", "row")] == ["17", None, None]
    assert (rows[1]["row"], rows[1]["landed_row"], rows[3]["landed_row"]) == (1, "3", "no json")
    titles = [column.title for column in landed_row_columns(pd.DataFrame(rows))]
    assert titles[2:6] == ["Order id", "Order qty", "Month", "Row"]


def test_feeds_and_reasons_are_called_by_words() -> None:
    assert cell_text("reason", "unknown_product") == "Unknown product"
    assert cell_text("reasons", "unknown_product, duplicate") == "Unknown product, Duplicate"
    assert cell_text("feed", "sports_bar_gross_price") == "Sports Bar, gross price"
    assert cell_text("feed", "no_longer_there") == "No longer there"


def test_series_have_no_colour_of_a_company() -> None:
    colours = {str(series_marker(place)["color"]) for place in range(20)}
    assert colours.isdisjoint(company.colour.upper() for company in COMPANIES)
    assert ACCENT not in {company.colour.upper() for company in COMPANIES}
