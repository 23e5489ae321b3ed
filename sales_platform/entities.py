"""The entities: what all companies' rows become, with the columns that every company's rows are aligned to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CUSTOMERS, PRODUCTS, PRICES, SALES, TARGETS, STOCK = ENTITIES = ("customers", "products", "prices", "sales", "targets", "stock")
CATEGORIES = "categories"
LOOKED_UP_IN = {CATEGORIES: PRODUCTS}
"""Masters that are no entity of their own: the categories of a month are those of its products."""


@dataclass(frozen=True)
class Entity:
    """One entity.

    Attributes:
        name: customers, products, prices, sales, targets or stock.
        columns: its own columns in silver, with their Spark types.
        key: what identifies a record within its month and company.
        facts: further columns that its rules ask about (see ``rules.common``), with their types.
        optional: columns that a company need not give, with what they are then, as Spark SQL.
        values: what a record gives, of its own columns: two rows of a record with other values contradict each other.
        whole_years: a run of some months keeps its tables, from bronze on, up to date by whole years: a price holds for all
            months of its year, and so do the products that a price is looked up in.
        name_column: the column that is never empty in silver: where a company gives nothing there, "Unknown" stands in it.
        masters: the entities whose silver tables its rows are looked up in, with the column of the code; see LOOKED_UP_IN.
        if_landed: no company need deliver it; its tables, and what is made from them, are made once something of it has landed.
        description: one sentence for people.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    description: str = field(metadata={"logic": False})
    facts: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    masters: Mapping[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    whole_years: bool = False
    name_column: str | None = None
    if_landed: bool = False

    @property
    def tables_read(self) -> tuple[str, ...]:
        """The silver tables that its rows are looked up in, each once."""
        return tuple(dict.fromkeys(LOOKED_UP_IN.get(master, master) for master in self.masters))


ENTITY: dict[str, Entity] = {
    CUSTOMERS: Entity(
        CUSTOMERS,
        columns=dict.fromkeys(("customer_code", "customer", "city", "market", "platform", "channel"), "string"),
        key=("customer_code",),
        facts={"completeness": "int", "unnamed": "boolean"},
        optional={**dict.fromkeys(("city", "market", "platform", "channel"), "null"), "completeness": "0", "unnamed": "false"},
        name_column="customer",
        description="Customers of all companies, aligned.",
    ),
    PRODUCTS: Entity(
        PRODUCTS,
        columns=dict.fromkeys(("product_code", "division", "category", "product", "variant"), "string"),
        key=("product_code",),
        optional={"division": "null", "category": "null", "variant": "null"},
        name_column="product",
        whole_years=True,
        description="Products of all companies, aligned.",
    ),
    PRICES: Entity(
        PRICES,
        columns={"product_code": "string", "price_inr": "decimal(18,2)"},
        key=("product_code",),
        facts={"negative": "boolean"},
        optional={"negative": "false"},
        masters={PRODUCTS: "product_code"},
        values=("price_inr",),
        whole_years=True,
        description="Gross prices of all companies by month, in INR.",
    ),
    SALES: Entity(
        SALES,
        columns={
            "order_id": "string",
            "date": "date",
            "product_code": "string",
            "customer_code": "string",
            "quantity": "bigint",
        },
        key=("order_id", "date", "product_code", "customer_code"),
        facts={"quantity_text": "string", "customer_unknown": "boolean"},
        optional={"order_id": "null", "customer_unknown": "false"},
        masters={PRODUCTS: "product_code", CUSTOMERS: "customer_code"},
        values=("quantity",),
        description="Sales of all companies, as they report them (order lines, or quantities of a month), in pieces.",
    ),
    TARGETS: Entity(
        TARGETS,
        columns={
            "product_code": "string",
            "category": "string",
            "target_quantity": "bigint",
            "target_inr": "decimal(18,2)",
        },
        key=("product_code", "category"),
        facts={"quantity_text": "string", "amount_text": "string"},
        optional={
            "category": "null",
            "quantity_text": "null",
            "amount_text": "null",
            "target_quantity": "null",
            "target_inr": "null",
        },
        masters={PRODUCTS: "product_code", CATEGORIES: "category"},
        values=("target_quantity", "target_inr"),
        if_landed=True,
        description="Targets of all companies for a month, each of a product or of a category, in pieces, INR or both.",
    ),
    STOCK: Entity(
        STOCK,
        columns={"date": "date", "product_code": "string", "at_hand": "bigint", "on_order": "bigint"},
        key=("date", "product_code"),
        facts={"quantity_text": "string", "order_text": "string"},
        # the day in the row, else the one in the file's name; what is on order, and is not said, is nothing
        optional={"date": "coalesce(day_read, _file_day)", "on_order": "0", "order_text": "null"},
        masters={PRODUCTS: "product_code"},
        values=("at_hand", "on_order"),
        if_landed=True,
        description="Stock of all companies by day and product: pieces at hand and on order.",
    ),
}
