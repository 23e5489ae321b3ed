"""What a company is: feeds, and how landed rows become aligned ones; ``docs/adding-a-company.md`` walks through one."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sales_platform.entities import ENTITY, Entity
from sales_platform.feeds import Feed
from sales_platform.rules.common import COMMON, CUSTOMER_UNKNOWN
from sales_platform.rules.landed_values import NOT_A_CODE
from sales_platform.rules.rule import Action, Rule, one_of, repair, unless_own
from sales_platform.values.dates import YEAR_FIRST, DateSpelling, parse_date
from sales_platform.values.spark import Column

if TYPE_CHECKING:
    from sales_platform.sample_data.request import Request
    from sales_platform.sample_data.sample_writer import SampleWriter

Align = Callable[[], Mapping[str, Column]]
"""The entity's columns and facts, each as an expression over the landed columns: texts under their own names in bronze."""


@dataclass(frozen=True)
class Shape:
    """What the value of a correction must look like.

    Attributes:
        pattern: a regular expression of the whole value that all engines read alike.
        words: the same in words, for "'x' is not ...".
        dates: the value must be a day of the calendar in one of these spellings as well; empty where it is no date.
    """

    pattern: str
    words: str = field(metadata={"logic": False})
    dates: tuple[DateSpelling, ...] = ()

    def problem(self, value: str) -> str | None:
        """Why a value is not of this shape; None when it is."""
        fits = re.search(self.pattern, value) and (not self.dates or parse_date(value, self.dates))
        return None if fits else f"'{value}' is not {self.words}"


ANY = Shape("", "anything")
NUMBER = Shape("^[0-9]+$", "a number")
QUANTITY = Shape("^[0-9]*[1-9][0-9]*([.]0*)?$", "a whole number of pieces above zero")
PRICE = Shape("^([0-9]*[1-9][0-9]*([.][0-9]{1,2})?|[0-9]+[.](0[1-9]|[1-9][0-9]?))$", "an amount of INR above zero")
DAY = Shape("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", "a day, written as 2025-07-15", (YEAR_FIRST,))


def day_as(spelling: DateSpelling, example: str) -> Shape:
    """The shape of a day as a company writes it, where that is not ``DAY``: a correction is read as its files are."""
    return Shape(spelling.pattern, f"a day, written as {example}", (spelling,))


def one_of_these(values: tuple[str, ...]) -> Shape:
    """The shape of a value that is one of some."""
    return Shape(f"^({'|'.join(map(re.escape, values))})$", f"one of {', '.join(values)}")


@dataclass(frozen=True)
class Record:
    """A landed record, as corrections see it.

    Attributes:
        key: the landed columns whose texts, joined by ``|``, are the key of a correction.
        fields: the landed columns that a correction may set, with the shape of their values.
        month: the part of the key that is a date and is written as its month, 2025-07; None where there is none.
    """

    key: tuple[str, ...]
    fields: Mapping[str, Shape]
    month: str | None = None


@dataclass(frozen=True)
class Landed:
    """Which landed columns hold what, for whatever looks at landed rows: trace, what is at stake, suggestions.

    Attributes:
        product, product_name, customer, quantity, price: landed columns; None where the feed has none. Product and customer
            codes are those of silver as they landed, but for space around them.
        city: the landed column that decides a customer's city, so that one that lacks can be suggested.
        misspelled: what is misspelled in product names, in small letters, with the right spelling.
        order: landed column of the order's code.
        not_digits: what stands beside digits in quantity or price and means nothing: signs ("₹, ") or texts (("Rs.", ",")). See
            ``values.columns.without``. With a point, decimals stand behind a comma. ``values.numbers`` needs no declaration.
        codes: by landed column, what its codes look like, so that a damaged one is noticed: see ``Source.codes``.
    """

    product: str | None = None
    product_name: str | None = None
    customer: str | None = None
    quantity: str | None = None
    price: str | None = None
    city: str | None = None
    not_digits: Sequence[str] = ""
    misspelled: Mapping[str, str] = field(default_factory=dict)
    order: str | None = None
    codes: Mapping[str, Shape] = field(default_factory=dict)

    @property
    def decimal_comma(self) -> bool:
        """Whether a point beside digits means nothing, so that decimals stand behind a comma."""
        return "." in self.not_digits

    @property
    def number(self) -> str | None:
        """The landed column of the row's number: its price, else its quantity."""
        return self.price or self.quantity


@dataclass(frozen=True)
class Repeats:
    """Which rows of a month and company are the same record, and which of them counts.

    Rows of one file that give the record with other values (see ``Source.values``) contradict each other; the later one counts.

    Attributes:
        key: the aligned columns that make up the record; None takes the entity's key.
        keep_first: where the first row and the last one agree, the first counts; else the most complete, then the latest one.
    """

    key: tuple[str, ...] | None = None
    keep_first: bool = False


LATEST_COUNTS = Repeats()
"""A later row restates the record."""
ORDER_LINES = Repeats(keep_first=True)
"""An order line counts once, and with the quantity that was delivered last."""


@dataclass(frozen=True, eq=False)
class Source:
    """One entity of a company: how its rows land and how they become aligned.

    Attributes:
        feed: where they land.
        align: the entity's columns and facts (see ``entities``), from the landed columns. What is optional there may be left out.
            It may add columns of its own for its rules.
        record: how corrections name its records.
        landed: which landed columns hold what.
        own_rules: rules that hold for this company only.
        repeats: which rows are the same record.
        known_values: values that are known, by aligned column. A new one may be right, so it is kept, and people are warned.
    """

    feed: Feed
    align: Align
    record: Record
    landed: Landed = Landed()
    own_rules: tuple[Rule, ...] = ()
    repeats: Repeats = LATEST_COUNTS
    known_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict, metadata={"logic": False})

    @property
    def company(self) -> str:
        """The company's name."""
        return str(self.feed.company)

    @property
    def entity(self) -> Entity:
        """What its rows become."""
        return ENTITY[str(self.feed.entity)]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules that its rows are judged by: the common ones, then its own."""
        own = [rule.condition_spark for rule in self.own_rules if rule.action is Action.REJECT and rule.condition_spark]
        common = [unless_own(rule, own) if rule.name == NOT_A_CODE else rule for rule in COMMON[self.entity.name]]
        return (*common, *self.own_rules)

    @property
    def codes(self) -> dict[str, str | None]:
        """The landed columns of codes, each with the pattern of its codes; None where nothing says it.

        What ``landed`` declares counts, else the shape that a correction of the column must have.
        """
        columns = dict.fromkeys(name for name in (self.landed.product, self.landed.customer, self.landed.order) if name)
        shapes = {name: self.landed.codes.get(name) or self.record.fields.get(name) for name in columns}
        return {name: (shape and shape.pattern) or None for name, shape in shapes.items()}

    @property
    def same_record(self) -> tuple[str, ...]:
        """The aligned columns that make two rows of a month the same record."""
        return self.repeats.key or self.entity.key

    @property
    def values(self) -> tuple[str, ...]:
        """The aligned columns in which two rows that give the same record may contradict each other."""
        return tuple(name for name in self.entity.values if name not in self.same_record)


@dataclass(frozen=True)
class UnknownCustomer:
    """What stands for a customer that a sale does not name.

    Attributes:
        code: the customer code of such sales.
        unless: a pattern of the whole text; a landed customer that does not match it is unknown.
        words: what such a text is, for "The customer id is not ...".
        attributes: columns of ``dim_customers`` for it.
        tolerance: the share of a month's landed sales that may be under it before people are warned.
    """

    code: str
    unless: str
    words: str = field(default="a customer code", metadata={"logic": False})
    attributes: Mapping[str, str] = field(default_factory=dict)
    tolerance: float = field(default=0.15, metadata={"logic": False})

    def rule(self) -> Rule:
        """The repair that sales under the code bear."""
        return repair(
            CUSTOMER_UNKNOWN,
            "sales",
            f"The customer id is not {self.words}; the sale is kept under {self.code}.",
            CUSTOMER_UNKNOWN,
            f"({one_of('customer_code', (self.code,))} OR regexp_like(customer_code, '{self.unless}'))",
            self.tolerance,
        )


@dataclass(frozen=True, eq=False)
class Company:
    """One company.

    Attributes:
        name: in the column ``company`` and in the names of its tables: letters, digits, ``_``.
        label: as people call it.
        colour: on the dashboard, as #rrggbb.
        sources: one for each entity that it delivers.
        unknown_customer: for sales that name no customer, if it has such.
        cities: the canonical cities of its customers, if it has a list.
        sample: makes what writes its part of the sample data, if it has one; called only then, so it may import NumPy inside.
    """

    name: str
    label: str = field(metadata={"logic": False})
    colour: str = field(metadata={"logic": False})
    sources: tuple[Source, ...]
    unknown_customer: UnknownCustomer | None = None
    cities: tuple[str, ...] = ()
    sample: "Callable[[Request], SampleWriter] | None" = field(default=None, metadata={"logic": False})

    def source(self, entity: str) -> Source | None:
        """Its source of an entity, if it has one."""
        return next((source for source in self.sources if source.entity.name == entity), None)
