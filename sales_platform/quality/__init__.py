"""The rules of the business, declared once; transforms, quarantine, checks and docs all read the same declarations."""

from sales_platform.quality.rules import CUSTOMERS, ENTITIES, PRICES, PRODUCTS, RULES, SALES, Action, Rule, rules_of

__all__ = ["CUSTOMERS", "ENTITIES", "PRICES", "PRODUCTS", "RULES", "SALES", "Action", "Rule", "rules_of"]
