"""Whatever lands, is deleted, is computed by hand or breaks off: after a last run the tables are those of a lake from nothing."""

import shutil
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from sales_platform.errors import RunFailedError
from sales_platform.months import MonthRange
from sales_platform.planning.record import Record
from sales_platform_tests.planning.place import AUGUST, JULY, ORDERS, Place, assert_same_rows, orders
from sales_platform_tests.refreshes import materialize

CORRECTIONS_HEADER = "company,entity,key,field,value,confirmed_by,confirmed_on,note\n"
FIX = CORRECTIONS_HEADER + "sports_bar,sales,O{}1|25891101,order_qty,1{},Meera,2025-12-08,\n"
SALES = "date,product_code,customer_code,sold_quantity\n2025-0{}-01,A1,7001,{}\n"
MASTER = "product_name,product_id,category\nEnergy Bar (6{}g),25891101,energy bars\nBar (4g),25891102,protein bars\n"
LANDED: dict[str, Callable[[int], tuple[str, str]]] = {
    "orders": lambda n: (ORDERS.format(f"2025_07_1{n}"), orders(f"N{n},2025-07-05,789001,25891101,{n}")),
    "broken": lambda n: (ORDERS.format(f"2025_08_1{n}"), "nothing,of,the,contract\n1,2,3,4\n"),
    "sales": lambda n: ("atlon/sales/sales.csv", SALES.format(n + 5, n)),
    "prices": lambda n: ("sports_bar/gross_price/more.csv", f"product_id,month,gross_price\n25891101,2025-0{n + 5}-01,9{n}\n"),
    "products": lambda n: ("sports_bar/products/products.csv", MASTER.format(n)),
    "correction": lambda n: ("corrections/fixes.csv", FIX.format(n + 5, n)),
}
BY_HAND = [("bronze/sports_bar_orders",), ("silver/sales", "quarantine/sales"), ("gold/dim_prices", "gold/fact_sales"), ()]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("land"), st.sampled_from(sorted(LANDED)), st.integers(1, 3)),
        st.tuples(st.just("delete"), st.sampled_from(sorted(LANDED)), st.integers(1, 3)),
        st.tuples(st.just("by hand"), st.just(""), st.integers(0, len(BY_HAND) - 1)),
        st.tuples(st.sampled_from(["run", "cut off", "fail"]), st.just(""), st.just(0)),
    ),
    min_size=4,
    max_size=9,
)


@pytest.mark.timeout(1200)
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a shorter sequence is not worth the minutes it takes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
@example([("land", "correction", 3), ("by hand", "", 1)])  # silver by hand is made from the corrections that bronze holds
def test_the_tables_end_as_from_nothing_and_nothing_is_stale(
    up_to_date: Place, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        place = up_to_date.copy(tmp_path_factory.mktemp("sequence"))
        for name, value in place.variables.items():
            patch.setenv(name, value)
        archived: dict[str, str] = {}
        for action, name, number in steps:
            _do(place, archived, action, name, number)
        place.run()
        place.run()  # a correction about nothing that landed together with other files
        assert place.plan().stale == []
        for path, text in archived.items():
            place.land(path, text)
        other = place.from_nothing()
        assert_same_rows(place, other, ("_ingested_at", "_file_version", "_file_modified"))
    shutil.rmtree(place.folder)


def _do(place: Place, archived: dict[str, str], action: str, name: str, number: int) -> None:
    """One step; a file is deleted only after a run has taken it in, for another one would be lost."""
    path, text = LANDED[name](number) if name else ("", "")
    if action == "land":
        place.land(path, text)
        archived.pop(path, None)
    elif action == "delete" and (place.landing / path).exists() and name != "broken":
        place.run()
        archived[path] = (place.landing / path).read_text()
        (place.landing / path).unlink()
    elif action == "by hand":
        materialize(place.instance, MonthRange.of(JULY, AUGUST), *BY_HAND[number])
    elif action == "run":
        place.run()
    elif action in {"cut off", "fail"}:
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr("sales_platform.storage.frame_handlers.merge_months", _breaks)
            if action == "cut off":
                broken.setattr(Record, "finish", lambda _record: None)
            _run_until_it_breaks(place)


def _run_until_it_breaks(place: Place) -> None:
    try:
        place.run()
    except RunFailedError as error:
        assert "broken for a test" in str(error)  # noqa: PT017 - a run of nothing does not fail


def _breaks(*_arguments: object) -> None:
    raise RuntimeError("broken for a test")
