"""Charts of half the width, the cards of one customer, and checks in words."""

from base64 import b64decode
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from sales_platform.dashboard.figures import (
    MOST_SMALL_BARS,
    attribute_bars,
    beside_bar,
    least_height,
    message_figure,
    share_bars,
)
from sales_platform.dashboard.month_lines import line, month_axis, months_of
from sales_platform.dashboard.names import sentence_in_words
from sales_platform.dashboard.pages.changes.bridge_views import column_of, waterfall
from sales_platform.dashboard.pages.overview.kpis import kpis
from sales_platform.dashboard.queries.bought import with_products
from sales_platform.dashboard.queries.periods import course_of_months
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.sparkline import sparkline
from sales_platform.dashboard.summaries import summary
from sales_platform.storage.lake import Lake
from sales_platform_tests.dashboard.small_lake import chosen, sale, write_sales


def breakdown(count: int) -> pd.DataFrame:
    revenue = [float(100 - place) for place in range(count)]
    return pd.DataFrame(
        {
            "division": [f"D{place}" for place in range(count)],
            "revenue": revenue,
            "quantity": [1] * count,
            "share": [one / sum(revenue) for one in revenue],
        }
    )


@pytest.mark.parametrize(("count", "bars"), [(2, 2), (MOST_SMALL_BARS, MOST_SMALL_BARS), (25, MOST_SMALL_BARS)])
def test_a_small_chart_shows_the_largest_and_the_others_together(count: int, bars: int) -> None:
    frame = breakdown(count)
    chart = attribute_bars(frame, "division")
    (trace,) = chart.data
    assert sum(trace.x) == pytest.approx(frame["revenue"].sum())
    assert len(trace.x) == bars
    values = chart.layout.meta["deeper"]["set"]["division"][0]
    if count > bars:
        assert trace.customdata[-1].startswith(f"{count - bars + 1} others: ")
        assert values == [*frame["division"][: bars - 1], None]
    else:
        assert values == frame["division"].tolist()


def test_the_text_of_a_thin_bar_is_made_smaller_and_not_hidden() -> None:
    """The theme hides texts below its smallest size."""
    assert attribute_bars(breakdown(10), "division").layout.uniformtext.mode is False


def test_months_stand_upright_with_the_year_below_its_first_one() -> None:
    axis = month_axis(go.Figure(), [pd.Timestamp("2024-12-01").date(), pd.Timestamp("2025-11-01").date()]).layout.xaxis
    assert (axis.tickangle, axis.tickformat) == (0, "%b\n%Y")


def test_the_cards_of_a_customer_say_how_many_products_it_buys(tmp_path: Any) -> None:
    lake = Lake(str(tmp_path / "lake"))
    sold = [("2024-07", "A"), ("2024-08", "B"), ("2025-07", "A"), ("2025-07", "B"), ("2025-08", "C")]
    write_sales(lake, [*(sale(month, product, "1", 1, "5.00") for month, product in sold), sale("2025-08", "Z", "2", 1, "5.00")])
    reader = LakeReader(lake)
    selection = chosen(reader, first="2025-07", last="2025-08").of_one("atlon", customer_code="1")
    figures = with_products(reader, selection, kpis(reader, selection))
    assert figures is not None
    rows = {row["figure"]: row for row in figures.to_pylist()}
    assert "unique_customers" not in rows
    bought = rows["products_bought"]
    assert (bought["value"], bought["now"], bought["before"]) == (3.0, 3.0, 2.0)
    assert bought["course"][-2:] == [2.0, 1.0]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("sports_bar_orders missing_quantity 3 (5.1%)", "Sports Bar, orders missing quantity 3 (5.1%)"),
        ("Units differ: atlon 2025-11: +72%.", "Units differ: Atlon 2025-11: +72%."),
        ("No file landed for 2025-08-31.", "No file landed for 2025-08-31."),
        ("See 'sales-platform run' and sports_bar/orders/x_y.csv", "See 'sales-platform run' and sports_bar/orders/x_y.csv"),
    ],
)
def test_a_sentence_of_a_check_has_the_words_of_people(said: str, shown: str) -> None:
    assert sentence_in_words(said) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("WL Hex Dumbbell", "WL Hex Dumbbell"),
        ("Electrolyte Mix Lemon-Lime (30 Sachets)", "Electrolyte Mix<br>Lemon-Lime (30 Sachets)"),
        ("Bats & Balls of <b>Willow</b>", "Bats &amp; Balls of<br>&lt;b&gt;Willow&lt;/b&gt;"),
        ("N" * 40, "N" * 27 + "…"),
    ],
)
def test_a_long_name_beside_a_bar_has_two_lines(name: str, shown: str) -> None:
    assert beside_bar(name) == shown


def test_bars_ask_for_the_height_that_their_names_need() -> None:
    short, long = breakdown(10), breakdown(10).assign(division="A name of two lines beside a bar")
    few, more, high = [least_height(share_bars(frame, "division")) or 0 for frame in (short.head(5), short, long)]
    assert 0 < few < more < high
    assert least_height(message_figure("Nothing is here.")) is None


@pytest.mark.parametrize(("volume", "after", "least"), [(-110.0, 10.0, 10 - 0.3 * 120), (30.0, 150.0, 0.1)])
def test_the_axis_of_a_bridge_has_room_for_the_amount_of_each_bar(volume: float, after: float, least: float) -> None:
    amounts = {"before": 100.0, "price": 20.0, "volume": volume, "mix": 0.0, "new": 0.0, "dropped": 0.0, "after": after}
    trace = waterfall(pd.DataFrame([{column_of(name): amount for name, amount in amounts.items()}]))
    lowest, highest = trace.layout.xaxis.range
    assert lowest < least
    assert highest > max(120, after) * 1.3


def test_a_line_is_broken_at_a_month_without_sales() -> None:
    months = [date(2025, month, 1) for month in (1, 3, 4)]
    broken = line(months, [5.0, 7.0, 6.0], "A", "#000000", ["Jan: 5", "Mar: 7", "Apr: 6"])
    assert list(broken.y) == [5.0, None, 7.0, 6.0]
    assert months_of(broken) == ["2025-01", None, "2025-03", "2025-04"]
    assert summary(go.Figure(broken)) == "Jan: 5; Mar: 7; Apr: 6."
    assert months_of(line([], [], "A", "#000000", [])) == []


def test_the_picture_of_a_card_is_broken_at_a_month_without_sales(tmp_path: Any) -> None:
    lake = Lake(str(tmp_path / "lake"))
    write_sales(lake, [sale(month, "A", "1", 1, "5.00") for month in ("2025-05", "2025-06", "2025-08")])
    course = course_of_months(LakeReader(lake), chosen(LakeReader(lake)))
    assert [row.get("total_quantity") for row in course] == [1, 1, None, 1]
    picture = b64decode((sparkline([1.0, 1.0, None, 1.0]) or "").partition(",")[2]).decode()
    assert picture.count("<path") == 2
