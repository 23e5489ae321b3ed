"""Numbers in the spelling of a company's files, and back: its ``align`` reads one spelling, and must not read another as it.

Source: docs/adding-a-company.md, "Record and Shape".
"""

from sales_platform.companies.company import Source
from sales_platform.values.columns import without
from sales_platform.values.spark import Column, F

# each in turn: not three digits behind a point, more than three before the first one, and a number that begins with zero
_NO_THOUSANDS = r"[0-9][.]([0-9]{1,2}([^0-9]|\z)|[0-9]{4})|[0-9]{4}[.][0-9]|(^|[^0-9.])0[0-9]*[.][0-9]"


def as_in_files(plain: Column, source: Source) -> Column:
    """A number in the platform's plain spelling, in the company's: -1234.50 is ``-1234,50`` where a point means nothing.

    Without it a company that drops points would read 1234.50 as 123450.
    """
    if not source.landed.decimal_comma:
        return plain
    whole = plain if source.landed.price is not None else F.regexp_replace(plain, r"[.]0*\z", "")
    return F.translate(whole, ".", ",")


def usual_number(source: Source, landed: Column) -> Column:
    """A landed number without what means nothing beside it, its decimals behind a point."""
    bare = without(landed, source.landed.not_digits)
    return F.translate(bare, ",", ".") if source.landed.decimal_comma else bare


def groups_no_thousands(source: Source, number: Column) -> Column:
    """Whether a point stands where no thousands end, in a number in ASCII of a company in whose files points mean nothing.

    It may be a decimal point: 84.5 of a company that writes 84,50 is not 845.
    """
    if not source.landed.decimal_comma:
        return F.lit(False)
    return F.coalesce(number.rlike(_NO_THOUSANDS), F.lit(False))
