"""ABC classes: which products (or customers) make most of the revenue. Defined in ``docs/glossary.md``."""

from collections.abc import Sequence

import pyarrow as pa

from sales_platform.dashboard.queries.sales import share_of

CLASS_A, CLASS_B = 0.80, 0.95
"""One is of class A while those before it have less than this share of the revenue, then of class B, the rest of class C."""
CLASSES = ("A", "B", "C")


def abc_classes(revenue: Sequence[float]) -> list[str]:
    """The class of each of a list, given the revenue of each (INR), most first; all are of class C where there is none."""
    total, before = sum(revenue), 0.0
    classes = []
    for each in revenue:
        share = before / total if total else 1.0
        classes.append("A" if share < CLASS_A else "B" if share < CLASS_B else "C")
        before += each
    return classes


def with_classes(rows: pa.Table) -> pa.Table:
    """The rows of ``queries.details`` with the column class."""
    return rows.append_column("class", pa.array(abc_classes(rows.column("revenue").to_pylist()), pa.string()))


def classed(rows: pa.Table | None) -> pa.Table | None:
    """The rows with their class; None where there are none."""
    return with_classes(rows) if rows is not None else None


def class_totals(rows: pa.Table) -> pa.Table:
    """One row a class: class, count (how many are of it), revenue (INR), share (of the revenue)."""
    pairs = list(zip(abc_classes(rows.column("revenue").to_pylist()), rows.column("revenue").to_pylist(), strict=True))
    total = sum(revenue for _, revenue in pairs)
    sums = {name: [revenue for each, revenue in pairs if each == name] for name in CLASSES}
    listed = [
        {"class": name, "count": len(each), "revenue": sum(each), "share": share_of(sum(each), total)}
        for name, each in sums.items()
    ]
    kinds = [("class", pa.string()), ("count", pa.int64()), ("revenue", pa.float64()), ("share", pa.float64())]
    return pa.Table.from_pylist(listed, pa.schema(kinds))
