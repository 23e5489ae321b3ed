"""What the modules of Sports Bar share."""

from sales_platform.companies.company import UnknownCustomer

NAME = "sports_bar"

MARKET, PLATFORM, CHANNEL = "India", "Sports Bar", "Acquisition"
"""What every customer is in the aligned schema. Source: docs/business-rules.md, "Customer name", "Aligned"."""

UNKNOWN_CUSTOMER = UnknownCustomer(
    code="999999", unless="^[0-9]+$", words="a number", attributes={"market": MARKET, "platform": PLATFORM, "channel": CHANNEL}
)
"""Orders whose customer id is not a number are kept. Source: docs/business-rules.md, "Customer id"."""
