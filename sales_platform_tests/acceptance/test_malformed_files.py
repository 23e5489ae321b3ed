"""Every malformed file in one landing, together with the good ones: nothing is lost, and the good ones' figures stay exact."""

import csv
import gzip
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from sales_platform_tests.bronze.workbooks import workbook
from sales_platform_tests.made_once import made_once
from sales_platform_tests.platform_runs import Workplace, rows
from sales_platform_tests.small_lake import SmallLake, land_sound_files, write

HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty"
ORDER = "{id},2025-07-15,789001,25891101,5"
GIANT = 10 << 20


def orders(*lines: str, header: str = HEADER, end: str = "\n") -> str:
    return end.join([header, *lines]) + end


def order(number: int = 1, **values: str) -> str:
    """An order line; its fields are written as CSV asks for."""
    cells = {"id": f"M{number}", "date": "2025-07-15", "customer": "789001", "product": "25891101", "quantity": "5"} | values
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells.values())
    return text.getvalue()


@dataclass(frozen=True)
class Case:
    """A file and what must become of it.

    Attributes:
        content: of the file.
        accepted: rows in silver.
        reasons: quarantined rows by reason.
        refused: what the reason of a refused file contains; None when the file can be used.
        feed: the folder it lands in.
    """

    content: str | bytes
    accepted: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    refused: str | None = None
    feed: str = "sports_bar/orders"


def wrong_quantities(*texts: str) -> Case:
    lines = [order(number, quantity=text) for number, text in enumerate(texts)]
    return Case(orders(*lines), reasons={"invalid_quantity": len(texts)})


def wrong_prices(*texts: str) -> Case:
    lines = [f'25891101,2025-07-01,"{text}"' for text in texts]
    return Case(
        "\n".join(["product_id,month,gross_price", *lines]), 0, {"invalid_price": len(texts)}, None, "sports_bar/gross_price"
    )


WIDE = [f"column {number}" for number in range(10_000)]

CASES: dict[str, Case] = {
    "renamed column in customers": Case(
        "customer_id,customer_name,State\n789777,Big Gym,Goa\n",
        refused="columns missing: city; its columns are customer_id, customer_name, State",
        feed="sports_bar/customers",
    ),
    "renamed column in prices": Case(
        "product_code,price_dollars,year\nA1,12,2026\n",
        refused="columns missing: price_inr; its columns are product_code, year, price_dollars",
        feed="atlon/gross_price",
    ),
    "missing column": Case(
        "order_id,order_placement_date,customer_id,product_id\nM1,2025-07-15,789001,25891101\n", 0, {"missing_quantity": 1}
    ),
    "extra column": Case(orders(order() + ",blue", header=f"{HEADER},colour"), 1),
    "other order": Case("order_qty,product_id,customer_id,order_placement_date,order_id\n5,25891101,789001,2025-07-15,M1\n", 1),
    "case and padding": Case(orders(order(), header=" ORDER_ID ,Order_Placement_Date,customer_ID\t, product_id,ORDER_QTY "), 1),
    "duplicate header names": Case(
        orders(order(), header=HEADER.replace("customer_id", "order_id")), refused="order_id stands more than once"
    ),
    "no header": Case(order() + "\n" + order(2), refused="no column of the contract in its first line"),
    "empty": Case("", refused="the file is empty"),
    "white space only": Case(" \n\n", refused="the file is empty"),
    "header only": Case(HEADER + "\n"),
    "byte order mark": Case(b"\xef\xbb\xbf" + orders(order()).encode(), 1),
    "utf-16": Case(orders(order()).encode("utf-16"), 1),
    "latin-1": Case(orders(order(id="Café")).encode("latin-1"), refused="not UTF-8 text"),
    "crlf": Case(orders(order(), order(2), end="\r\n"), 2),
    "cr": Case(orders(order(), order(2), end="\r"), 2),
    "quotes inside": Case(orders(order(id='say "M1"'), order(2)), 2),
    "line breaks inside of a code": Case(
        orders(order(id='say "M1",\r\nthen\nmore'), order(2)),
        1,
        {"malformed_row": 3, "missing_quantity": 2, "unknown_product": 2, "unreadable_date": 2},
    ),
    "line breaks inside of a name": Case(
        'customer_id,customer_name,city\n789776,"Big\r\nGym,\n\nwith pool",Goa\n', 2, feed="sports_bar/customers"
    ),
    "unclosed quote": Case(orders(order(), '"M2,2025-07-15,789001,25891101,5', order(3)), 2, {"malformed_row": 1}),
    "unclosed quote in the last field": Case(
        orders(order(), 'M2,2025-07-15,789001,25891101,"5', order(3)), 2, {"malformed_row": 1, "invalid_quantity": 1}
    ),
    "two stray quotes": Case(
        orders(order(), '"' + order(2), order(3), order(4), '"' + order(5), order(6)), 4, {"malformed_row": 2}
    ),
    "quote inside a value": Case(orders(order(), 'M"2,2025-07-15,789001,25891101,5', order(3)), 3),
    "too few fields": Case(
        orders(order(), "M2,2025-07-15", order(3)), 2, {"malformed_row": 1, "missing_quantity": 1, "unknown_product": 1}
    ),
    "too many fields": Case(orders(order(), order(2) + ",more,and more", order(3)), 2, {"malformed_row": 1}),
    "nul bytes": Case(orders(order(), "M\0,2025-07-15,789001,25891101,5"), refused="not text"),
    "binary": Case(bytes(range(256)) * 20, refused="not text"),
    "gzip": Case(gzip.compress(orders(order()).encode()), 1),
    "broken gzip": Case(gzip.compress(orders(order()).encode())[:-9], refused="the archive is broken"),
    "workbook": Case(workbook([HEADER.split(","), ["M1", date(2025, 7, 15), 789001, 25891101, 5]]), 1),
    "surplus empty fields": Case(orders(order() + ",,", ",,,,", order(2) + ","), 2),
    "separator in a line of its own": Case("sep=;\n" + orders(order(), header=HEADER).replace(",", ";"), 1),
    "field of 10 MB": Case(orders(order(id="x" * GIANT), order(2)), refused="row 1 has a field of 10,485,760 bytes"),
    "10,000 columns": Case(orders(order() + "," * 10_000, header=",".join([HEADER, *WIDE])), 1),
    "semicolons": Case(orders(order(), header=HEADER).replace(",", ";"), 1),
    "tabs": Case(orders(order(), header=HEADER).replace(",", "\t"), 1),
    "decimal commas": Case(
        orders("M1;2025-07-15;789001;25891101;5,5", header=HEADER.replace(",", ";")), 0, {"invalid_quantity": 1}
    ),
    "numbers that are none": wrong_quantities("₹5", "$5", "1e3", "inf", "-inf", "9" * 30, "5-5", "0", "5.5", "0x10", "five"),
    "prices that are none": wrong_prices("84,50", "1,28.00", "$84", "1e3", "NaN", "inf", "9" * 30, "0"),
    "days that are none": Case(
        orders(
            *(order(n, date=text) for n, text in enumerate(["2025-02-29", "2025-13-01", "31/06/2025", "\u0662025-07-15", "soon"]))
        ),
        0,
        {"unreadable_date": 5},
    ),
    "days far away": Case(orders(*(order(n, date=text) for n, text in enumerate(["0001-01-01", "9999-12-31", "2025-07-15"]))), 3),
    "unicode digits as ids": Case(
        orders(
            order(customer="\u0667\u0668\u0669\u0660\u0660\u0661"),
            order(2, product="\uff12\uff15\uff18\uff19\uff11\uff11\uff10\uff11"),
        ),
        2,
    ),
    "formulas as names": Case(
        'customer_id,customer_name,city\n789778,"=1+1",\n789779,"@SUM(A1:A9)",\n', 4, feed="sports_bar/customers"
    ),
}


def path_of(name: str) -> str:
    """Where a case lands: daily files are of July, prices say it in their rows, masters hold always."""
    plain = name.replace(" ", "_").replace(",", "")
    return f"{CASES[name].feed}/" + (f"orders_2025_07_15_{plain}.csv" if CASES[name].feed.endswith("orders") else f"{plain}.csv")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workplace, str]:
    """A run over the good files and all malformed ones."""

    def make(folder: Path) -> None:
        land_sound_files(folder / "landing")
        for name, case in CASES.items():
            write(folder / "landing" / path_of(name), case.content)
        printed = Workplace(folder, folder / "landing").run("--from", "2025-07", "--to", "2025-08")
        (folder / "printed.txt").write_text(printed)

    folder = made_once(tmp_path_factory, "mixed", make)
    return Workplace(folder, folder / "landing"), (folder / "printed.txt").read_text()


def found(place: Workplace, table: str, columns: str, path: str) -> Sequence[dict[str, object]]:
    layer, name = table.split("/")
    answer = place.lake.query(f"SELECT {columns} FROM t WHERE _file = '{path}' ORDER BY 1", t=(layer, name))
    return answer.to_pylist() if answer is not None else []


ENTITY = {"orders": "sales", "customers": "customers", "gross_price": "prices"}


@pytest.mark.parametrize("name", CASES)
def test_a_malformed_file_is_taken_in_quarantined_or_refused_with_its_reason(mixed: tuple[Workplace, str], name: str) -> None:
    place, case, path = mixed[0], CASES[name], path_of(name)
    entity = ENTITY[case.feed.rsplit("/", maxsplit=1)[-1]]
    accepted = found(place, f"silver/{entity}", "_row", path)
    quarantined = found(place, f"quarantine/{entity}", "_row, reasons", path)
    refused = [str(row["reason"]) for row in found(place, "quarantine/files", "reason", path)]
    reasons = Counter(reason for row in quarantined for reason in row["reasons"])  # type: ignore[attr-defined]
    # the files spell the same few orders, so all but one of each are duplicates
    assert len(accepted) + reasons.pop("duplicate", 0) == case.accepted
    assert reasons == case.reasons
    assert len(found(place, f"bronze/{path.split('/')[0]}_{path.split('/')[1]}", "_row", path)) == len(accepted) + len(
        quarantined
    )
    if case.refused is None:
        assert not refused
    else:
        assert len(refused) == 1
        assert case.refused in refused[0]


def test_the_good_files_have_exactly_their_own_figures(mixed: tuple[Workplace, str], sound: SmallLake) -> None:
    for table in (("silver", "sales"), ("silver", "prices")):
        of_good_files = (
            "_file NOT LIKE '%orders_2025_07_15_%' AND _file NOT LIKE '%prices_that_are_none%' AND _file NOT LIKE '%renamed%'"
        )
        july_and_august = "month IN (DATE '2025-07-01', DATE '2025-08-01')"
        where = f"{of_good_files} AND {july_and_august}"
        assert rows(mixed[0].lake, table, where).equals(rows(sound.place.lake, table, where))


def test_the_run_goes_on_and_says_what_it_could_not_use(mixed: tuple[Workplace, str]) -> None:
    place, printed = mixed
    refused = [name for name, case in CASES.items() if case.refused is not None]
    assert f"{len(refused)} landed files could not be used" in printed
    done = place.command("reconcile", "--month", "2025-07")
    assert done.returncode == 0, done.stdout


def test_a_renamed_price_column_leaves_the_prices_as_they_were_and_is_named(broken: SmallLake) -> None:
    before = rows(broken.place.lake, ("gold", "dim_prices"))
    printed = broken.run_with(("atlon/gross_price/renamed.csv", "product_code,price_dollars,year\nA2,12,2025\n"))
    place = broken.place
    assert rows(place.lake, ("gold", "dim_prices")) == before
    said = "columns missing: price_inr; its columns are product_code, year, price_dollars: rename them and land it again"
    assert f"{said}; if they are gone for good, accept it with `sales-platform accept" in printed
    assert not found(place, "bronze/atlon_gross_price", "_row", "atlon/gross_price/renamed.csv")
