"""The rules that hold for the targets and the stock of every company. Source: docs/business-rules.md, "Targets and stock"."""

from sales_platform.entities import PRODUCTS, STOCK, TARGETS
from sales_platform.rules.landed_values import UNAMBIGUOUS, of_counts
from sales_platform.rules.rule import InMaster, reject
from sales_platform.values.day_reading import AMBIGUOUS

_NOT_AMBIGUOUS = f"coalesce(day_note, '') <> '{AMBIGUOUS}'"
UNKNOWN_CATEGORY = "unknown_category"
_LARGEST = "999999999999999"
_UNKNOWN = "The product is not in the product master of the month."

TARGET_RULES = (
    *of_counts(TARGETS),
    reject(
        "unreadable_month",
        TARGETS,
        "The month of the target cannot be read.",
        f"named_month IS NULL AND {_NOT_AMBIGUOUS}",
    ),
    reject(
        "outside_calendar",
        TARGETS,
        "The month of the target is outside the calendar; one of a month ahead counts once its month has begun.",
        "named_month <> month",
        tolerance=1,
    ),
    reject(
        "nothing_named",
        TARGETS,
        "The row names neither a product nor a category.",
        "coalesce(product_code, category) IS NULL",
        "(product_code IS NULL) <> (category IS NULL)",
    ),
    reject(
        "missing_target",
        TARGETS,
        "The row has neither pieces nor INR.",
        "coalesce(quantity_text, amount_text) IS NULL",
        "coalesce(target_quantity, target_inr) IS NOT NULL",
    ),
    reject(
        "invalid_target",
        TARGETS,
        "The pieces are not a whole number, or the INR not an amount, of zero or more.",
        f"(quantity_text IS NOT NULL AND coalesce(target_quantity, -1) NOT BETWEEN 0 AND {_LARGEST} AND {UNAMBIGUOUS})"
        " OR (amount_text IS NOT NULL AND coalesce(target_inr, -1) < 0)",
        "coalesce(target_quantity, 0) >= 0 AND coalesce(target_inr, 0) >= 0",
    ),
    reject(
        "unknown_product",
        TARGETS,
        _UNKNOWN,
        "product_code IS NOT NULL AND NOT product_known",
        InMaster(PRODUCTS, "product_code", unless_datafusion="product_code IS NULL"),
    ),
    reject(
        UNKNOWN_CATEGORY,
        TARGETS,
        "No product of the month's product master is of the category.",
        "product_code IS NULL AND category IS NOT NULL AND NOT (category_known OR product_known)",
        InMaster(PRODUCTS, "category", unless_datafusion="category IS NULL"),
    ),
)

STOCK_RULES = (
    *of_counts(STOCK),
    reject(
        "unreadable_month",
        STOCK,
        "The file's name does not say which month it is.",
        "named_month IS NULL AND by_file_name",
    ),
    reject("outside_calendar", STOCK, "The day of the stock is outside the calendar.", "named_month <> month"),
    reject(
        "unreadable_date",
        STOCK,
        "The day is in no spelling that can mean one day only.",
        f"date IS NULL AND {_NOT_AMBIGUOUS}",
        "date IS NOT NULL",
    ),
    reject("missing_quantity", STOCK, "The row does not say how many pieces are at hand.", "quantity_text IS NULL"),
    reject(
        "invalid_quantity",
        STOCK,
        "The pieces at hand or on order are not a whole number.",
        f"(quantity_text IS NOT NULL AND coalesce(abs(at_hand), {_LARGEST}9) > {_LARGEST} AND {UNAMBIGUOUS})"
        f" OR (order_text IS NOT NULL AND coalesce(abs(on_order), {_LARGEST}9) > {_LARGEST})",
        "at_hand IS NOT NULL AND on_order IS NOT NULL",
    ),
    reject(
        "negative_stock",
        STOCK,
        "The pieces at hand or on order are below zero: a booking is missing, so nobody knows what is there.",
        "coalesce(at_hand, 0) < 0 OR coalesce(on_order, 0) < 0",
        "at_hand >= 0 AND on_order >= 0",
    ),
    reject("unknown_product", STOCK, _UNKNOWN, "NOT product_known", InMaster(PRODUCTS, "product_code")),
)
