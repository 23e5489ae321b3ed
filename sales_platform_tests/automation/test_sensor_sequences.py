"""Any sequence of landings, deletions, ticks and failed runs ends with the tables of a full rebuild."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sales_platform.settings import Settings
from sales_platform.storage import landing_zone
from sales_platform.storage.lake import Lake
from sales_platform_tests.automation.sensor_place import HEADER, Place
from sales_platform_tests.instances import quick_instance
from sales_platform_tests.platform_runs import rows
from sales_platform_tests.rebuilds import rebuild

FILES = {
    "july": ("sports_bar/orders/orders_2025_07_01.csv", f"{HEADER}J{{n}},2025/07/01,1,25891203,{{n}}\n"),
    "august": ("sports_bar/orders/orders_2025_08_01.csv", f"{HEADER}A{{n}},2025/08/01,1,25891203,{{n}}\n"),
    "sales": (
        "atlon/sales/sales.csv",
        "date,product_code,customer_code,sold_quantity\n2025-07-01,P,C,{n}\n2025-08-01,P,C,1\n",
    ),
    "products": ("sports_bar/products/products.csv", "product_name,product_id,category\nBar (1{n}g),25891203,Energy Bars\n"),
    "prices": ("sports_bar/gross_price/prices.csv", "product_id,month,gross_price\n25891203,2025/08/01,1{n}\n"),
}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("land"), st.sampled_from(sorted(FILES)), st.integers(1, 9)),
        st.tuples(st.just("delete"), st.sampled_from(sorted(FILES)), st.just(0)),
        st.tuples(st.sampled_from(["tick", "fail", "restart"]), st.just(""), st.just(0)),
    ),
    min_size=4,
    max_size=8,
)


@pytest.mark.timeout(1200)
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a shorter sequence is not worth the minutes it takes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_whatever_happens_the_tables_end_as_a_full_rebuild(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("sequence")
    with pytest.MonkeyPatch.context() as patch, quick_instance() as instance:
        patch.setattr(landing_zone, "SETTLE_TIME", timedelta(seconds=-60))
        patch.setenv("SALES_LANDING", str(folder / "landing"))
        patch.setenv("SALES_LAKE", str(folder / "lake"))
        place, landed, stored = Place(folder, instance), {}, {}
        for action, name, number in [("land", "july", 1), *steps, ("tick", "", 0)]:
            path = folder / "landing" / FILES[name][0] if name else None
            if action == "land" and path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_text(FILES[name][1].format(n=number))
                landed[name] = number
            elif action == "delete" and path:
                path.unlink(missing_ok=True)
                landed.pop(name, None)
            elif action == "restart":
                place.cursor = None
            elif action == "fail":
                with pytest.MonkeyPatch.context() as broken:
                    broken.setattr("sales_platform.storage.frame_handlers.merge_months", _fails)
                    place.due_tick()
                    place.run(succeeds=False)
                stored.update(landed if place.requests else {})  # bronze has them
            else:
                place.due_tick()
                place.run()
                stored.update(landed if place.requests else {})
        assert place.due_tick() == []
        assume(stored)
        variables = {"SALES_LANDING": str(_rebuilt(folder / "rebuilt", stored)), "SALES_LAKE": str(folder / "other")}
        rebuild(Settings.from_environment(variables))
        other = Lake(variables["SALES_LAKE"])
        without = ("_file_version", "_file_modified", "_ingested_at", "run", "at")
        for table in (("silver", "sales"), ("quarantine", "sales"), ("silver", "prices"), ("gold", "fact_sales")):
            assert rows(place.lake, table, without=without) == rows(other, table, without=without)
    shutil.rmtree(folder)


def _fails(*_arguments: object) -> None:
    raise RuntimeError("broken for a test")


def _rebuilt(folder: Path, stored: dict[str, int]) -> Path:
    """A landing with the last version of every file that was ingested, whether it is still landed or not."""
    for name, number in stored.items():
        path = folder / FILES[name][0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[name][1].format(n=number))
    return folder
