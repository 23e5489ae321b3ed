"""Rows that give the same record: which of them counts, and why the others do not.

Source: docs/business-rules.md, "Repeats".
"""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from sales_platform.companies.company import Repeats
from sales_platform.rules.common import CONTRADICTION, DUPLICATE, SUPERSEDED
from sales_platform.silver.beside import beside
from sales_platform.values.columns import first_of_month
from sales_platform.values.spark import Column, DataFrame, F, Window, local_frame

ROW_BITS, RANK_BITS = 36, 61
"""A precedence is 25 bits of file order and 36 bits of row number; completeness stands above them."""
MOST_REPEATED = 200_000
"""So many digests that several rows have are asked for."""
_BUCKETS = 16
"""Parts of a month that are sorted by themselves."""
_BETWEEN, _NULL = "\x1f", "\x1e"
_OWN = ("_compared", "_hash", "_bucket", "_before", "_after", "_identity", "_value", "_rank", "_last", "_last_value", "_kept")

Across = Sequence[tuple[date, date]]
"""Months with the other months in which some of their rows are dated: those are compared with the rows of the other month."""


def without_repeats(
    frame: DataFrame,
    key: Sequence[str],
    repeats: Repeats,
    values: Sequence[str] = (),
    completeness: Column | None = None,
    across: Across = (),
) -> DataFrame:
    """Give all but one of the sound rows of each key the reason ``duplicate``, ``superseded`` or ``contradiction``.

    Args:
        frame: judged rows of one company; those with a reason already are left as they are.
        key: what makes two rows of a month the same record; null counts as a value.
        repeats: which of the rows counts.
        values: what the rows of a record may contradict each other in.
        completeness: the most complete row is kept (a small integer); of equals, the latest.
        across: which rows are compared with those of another month than their own.

    Returns:
        The rows, and ``record``: of a superseded or contradicting row its key, joined by ``|``; null for the others.
    """
    found = _ranked(_together(frame, key, across), values, completeness)
    same = Window.partitionBy("_compared", "_bucket", "_identity")
    found = found.withColumn("_last", F.max("_rank").over(same))
    last_value = F.max(F.when(F.col("_rank") == F.col("_last"), F.col("_value"))).over(same) if values else F.lit("")
    found = found.withColumn("_last_value", last_value)
    agrees = F.col("_value") == F.col("_last_value")
    kept = F.min(F.when(agrees, _own_month_first(across))).over(same) if repeats.keep_first else F.col("_last")
    found = found.withColumn("_kept", kept)
    rank = _own_month_first(across) if repeats.keep_first else F.col("_rank")
    beaten = F.col("_identity").isNotNull() & (F.col("_kept") != rank)
    reason = F.when(beaten, _reason(agrees, repeats))
    reasons = F.when(reason.isNotNull(), F.array(reason)).otherwise(F.col("reasons"))
    record = F.when(reason != DUPLICATE, F.concat_ws("|", *[F.coalesce(F.col(name).cast("string"), F.lit("")) for name in key]))
    return found.withColumns({"reasons": reasons, "record": record}).drop(*_OWN)


def repeated_in(rows: DataFrame, key: Sequence[str], across: Across = ()) -> pa.Table | None:
    """Ask which digests of the key several rows have: ``_compared`` and ``_hash``; None where there are too many to know.

    Rows that are alone need not be compared with any, which is most of what silver costs where rows are many.
    """
    found = _digests(rows, key, across).groupBy("_compared", "_hash").agg(F.count(F.lit(1)).alias("_rows"))
    several = found.where(F.col("_rows") > 1).select("_compared", "_hash").limit(MOST_REPEATED + 1).toArrow()
    return several if several.num_rows <= MOST_REPEATED else None


def told_apart(rows: DataFrame, key: Sequence[str], repeated: pa.Table, across: Across = ()) -> tuple[DataFrame, DataFrame]:
    """The rows that are alone, and those whose digest several rows have; see ``repeated_in``."""
    schema = pa.schema([("_compared", pa.date32()), ("_hash", pa.int64())])
    known = local_frame(rows.sparkSession, repeated, schema).withColumn("_several", F.lit(True))
    marked = beside(_digests(rows, key, across), known, schema.names)
    alone, several = marked.where(F.col("_several").isNull()), marked.where(F.col("_several").isNotNull())
    return alone.drop("_several", *schema.names), several.drop("_several", *schema.names)


def _digests(rows: DataFrame, key: Sequence[str], across: Across) -> DataFrame:
    return rows.withColumns({"_compared": _compared_month(across), "_hash": F.xxhash64(*key)})


def _together(frame: DataFrame, key: Sequence[str], across: Across) -> DataFrame:
    """The rows with ``_identity``, the key of those that may share it with another row; null for all that are alone.

    Few rows have another one beside them, and a window costs by its groups: so the rows are sorted by a digest first, and only
    those with a neighbour of the same digest are told apart by their key. A window, not an aggregate and a join: those would
    align and judge every row twice.
    """
    sound = F.size("reasons") == 0
    marked = _digests(frame, key, across).withColumn("_hash", F.when(sound, F.col("_hash")))
    marked = marked.withColumn("_bucket", F.pmod("_hash", F.lit(_BUCKETS)).cast("int"))
    in_order = Window.partitionBy("_compared", "_bucket").orderBy("_hash")
    marked = marked.withColumns({"_before": F.lag("_hash").over(in_order), "_after": F.lead("_hash").over(in_order)})
    beside = (F.col("_before") == F.col("_hash")) | (F.col("_after") == F.col("_hash"))
    return marked.withColumn("_identity", F.when(beside, _joined(key)))


def _ranked(frame: DataFrame, values: Sequence[str], completeness: Column | None) -> DataFrame:
    rank = F.col("_precedence")
    if completeness is not None:
        rank = F.shiftleft(completeness.cast("bigint"), RANK_BITS) + rank
    value = F.when(F.col("_identity").isNotNull(), _joined(values)) if values else F.lit("")
    return frame.withColumns({"_rank": rank, "_value": value})


def _joined(columns: Sequence[str]) -> Column:
    return F.concat_ws(_BETWEEN, *[F.coalesce(F.col(name).cast("string"), F.lit(_NULL)) for name in columns])


def _compared_month(across: Across) -> Column:
    """The month whose rows a row is compared with: its own, or the one that it is dated in."""
    if not across:
        return F.col("month")
    dated = first_of_month(F.col("date"))
    known = [f"{month}{_BETWEEN}{other}" for month, other in sorted(across)]
    is_known = F.concat_ws(_BETWEEN, F.col("month").cast("string"), dated.cast("string")).isin(known)
    return F.when(is_known, dated).otherwise(F.col("month"))


def _own_month_first(across: Across) -> Column:
    """The rank of a row, that of one that is dated in another month after all others: it repeats what stands in its own month."""
    if not across:
        return F.col("_rank")
    elsewhere = (F.col("_compared") != F.col("month")).cast("bigint")
    return F.shiftleft(elsewhere, RANK_BITS) + F.col("_rank")


def _reason(agrees: Column, repeats: Repeats) -> Column:
    """Why a row that does not count does not: what the last row of its record says of it."""
    file = F.shiftright("_precedence", ROW_BITS)
    last_file = F.shiftright(F.col("_last").bitwiseAND(F.lit((1 << RANK_BITS) - 1)), ROW_BITS)
    duplicate = F.when(agrees, F.lit(DUPLICATE)) if repeats.keep_first else F.lit(None).cast("string")
    rest = (
        F.when(last_file > file, F.lit(SUPERSEDED))
        .when(agrees | (last_file < file), F.lit(DUPLICATE))
        .otherwise(F.lit(CONTRADICTION))
    )
    return F.coalesce(duplicate, rest)
