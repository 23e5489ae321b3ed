"""The dashboard: from the command to the first page, a filter, and memory."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import psutil  # type: ignore[import-untyped]
import pyarrow as pa
from deltalake import write_deltalake
from playwright.sync_api import Page, sync_playwright

from sales_platform.months import add_months
from sales_platform.storage.lake import Lake

CHROMIUM = "/usr/bin/chromium"
SIZES = (100_000, 5_000_000)
MONTHS, PRODUCTS, CUSTOMERS = 24, 400, 2000
AIMS = {100_000: (8, 1), 5_000_000: (15, 2)}
"""Rows -> seconds to the first page and for a filter, at most."""
LARGEST_BYTES = 1_500_000_000
CHANNELS, PLATFORMS = ("Retailer", "Direct", "Distributor"), ("Brick & Mortar", "E-Commerce")


def measure_dashboard(folder: Path, sizes: Sequence[int]) -> str:
    """The dashboard over facts of these sizes, as a section of Markdown; says so where there is no Chromium."""
    if not Path(CHROMIUM).exists():
        return "## The dashboard\n\n**Not measured: Chromium is missing (apt-get install chromium).**"
    load = os.getloadavg()[0]
    return section([measured(folder / str(size), size) for size in sizes], load)


def measured(folder: Path, size: int) -> tuple[int, float, list[float], int]:
    """Rows, seconds from the command to the first page, seconds of each filter, and the most memory (bytes, resident)."""
    write_lake(Lake(str(folder / "lake")), size)
    started = time.monotonic()
    with dashboard(folder) as (process, address), sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_page()
        page.goto(address)
        page.locator(".figure-card").first.wait_for(timeout=300_000)
        page.wait_for_load_state("networkidle")
        first = time.monotonic() - started
        filters = [choose(page, value) for value in ("Retailer", "Direct", "Distributor")]
        for name in ("products", "customers"):
            page.goto(f"{address}/{name}")
            page.locator(".status-line").wait_for(timeout=300_000)
            page.wait_for_load_state("networkidle")
        return size, first, filters, int(process.memory_full_info().uss)


def choose(page: Page, channel: str) -> float:
    """Seconds until every chart of the page shows another channel."""
    page.click("#overview-channel-choice")
    option = page.get_by_role("option", name=channel, exact=True)
    started = time.monotonic()
    with page.expect_response(lambda answer: "_dash-update-component" in answer.url and '"overview-status"' in answer.text()):
        option.click()
    page.locator(".status-line", has_text="channel:").wait_for()
    seconds = time.monotonic() - started
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Escape")
    return seconds


@contextmanager
def dashboard(folder: Path) -> Iterator[tuple[psutil.Process, str]]:
    """The command over the folder's lake: its process and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("sales-platform")), "dashboard", "--port", port, "--lake", str(folder / "lake")]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "DAGSTER_HOME": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+:[0-9]+", process.stdout.readline())
            assert found, "the dashboard did not start"
            yield psutil.Process(process.pid), found[0]
        finally:
            process.terminate()


def write_lake(lake: Lake, size: int) -> None:
    """Gold of a made-up company: so many rows of sales_enriched over MONTHS, and its dimensions."""
    random = np.random.default_rng(7)
    products = [f"P{number:04}" for number in range(PRODUCTS)]
    customers = [f"C{number:05}" for number in range(CUSTOMERS)]
    months = [add_months(date(2024, 1, 1), count) for count in range(MONTHS)]
    for month in months:
        count = size // MONTHS
        product, customer = random.integers(0, PRODUCTS, count), random.integers(0, CUSTOMERS, count)
        quantity, price = random.integers(1, 500, count), random.integers(50, 20_000, count)
        values = {
            "month": pa.array([month] * count, pa.date32()), "company": _named(product % 5 == 0, ("atlon", "sports_bar")),
            "product_code": _named(product, products), **_product(product),
            "customer_code": _named(customer, customers), **_customer(customer, customers),
            "sold_quantity": pa.array(quantity), "price_inr": pa.array(price.astype("int32")).cast(pa.decimal128(18, 2)),
            "revenue_inr": pa.array(quantity * price).cast(pa.decimal128(38, 2)),
        }  # fmt: skip
        write_deltalake(lake.uri("gold", "sales_enriched"), pa.table(values), partition_by=["month"], mode="append")
    number = np.arange(PRODUCTS)
    for month in months:
        same = {"month": pa.array([month] * PRODUCTS, pa.date32()), "company": _named(number % 5 == 0, ("atlon", "sports_bar"))}
        table = pa.table({**same, "product_code": _named(number, products), **_product(number)})
        write_deltalake(lake.uri("gold", "dim_products"), table, partition_by=["month"], mode="append")
        number_c = np.arange(CUSTOMERS)
        for company in ("atlon", "sports_bar"):
            same = {"month": pa.array([month] * CUSTOMERS, pa.date32()), "company": pa.array([company] * CUSTOMERS)}
            table = pa.table({**same, "customer_code": _named(number_c, customers), **_customer(number_c, customers)})
            write_deltalake(lake.uri("gold", "dim_customers"), table, partition_by=["month"], mode="append")


def _named(codes: np.ndarray, names: Sequence[str]) -> pa.Array:
    return pa.array(np.asarray(names, dtype=object)[codes.astype(int)], pa.string())


def _product(product: np.ndarray) -> dict[str, pa.Array]:
    divisions, categories = [f"Division {n}" for n in range(30)], [f"Category {n}" for n in range(120)]
    names, variants = [f"Product {n}" for n in range(140)], [f"Variant {n}" for n in range(3)]
    return {
        "division": _named(product % 30, divisions), "category": _named(product % 120, categories),
        "product": _named(product % 140, names), "variant": _named(product % 3, variants),
    }  # fmt: skip


def _customer(customer: np.ndarray, codes: Sequence[str]) -> dict[str, pa.Array]:
    return {
        "customer": _named(customer, [f"Customer {code}" for code in codes]),
        "city": _named(customer % 3, ("Pune", "Delhi", "Goa")),
        "market": _named(customer * 0, ("India",)), "platform": _named(customer % 2, PLATFORMS),
        "channel": _named(customer % 3, CHANNELS),
    }  # fmt: skip


def section(rows: Sequence[tuple[int, float, list[float], int]], load: float) -> str:
    """The measurements as a section of Markdown."""
    lines = [
        "## The dashboard",
        f"Measured on {datetime.now(tz=UTC):%d %B %Y}, load average at the beginning {load:.1f}.",
        "From the command to all of the overview in Chromium; then one channel after another chosen, to the end of the answer.",
        "Memory is what is the process's own, after three pages.",
        "| Rows of the fact | First page | Filter | Memory | Reached |\n| --- | --- | --- | --- | --- |",
    ]
    for size, first, filters, memory in rows:
        page_aim, filter_aim = AIMS.get(size, (15, 2))
        reached = first < page_aim and max(filters) < filter_aim and memory < LARGEST_BYTES
        each = ", ".join(f"{seconds:.2f}" for seconds in filters)
        lines[-1] += (
            f"\n| {size:,} | {first:.1f} s (aim {page_aim}) | {each} s (aim {filter_aim}) | {memory / 1e9:.2f} GB |"
            f" {'yes' if reached else '**no**'} |"
        )
    return "\n\n".join(lines)
