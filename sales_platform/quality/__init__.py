"""The rules of the business, declared once; transforms, quarantine, checks and docs all read the same declarations."""

from sales_platform.quality.domains import CUSTOMERS, ENTITIES, PRICES, PRODUCTS, SALES
from sales_platform.quality.rule import Action, InMaster, Rule
from sales_platform.quality.rules import RULES, rules_of

__all__ = ["CUSTOMERS", "ENTITIES", "PRICES", "PRODUCTS", "RULES", "SALES", "Action", "InMaster", "Rule", "rules_of"]
