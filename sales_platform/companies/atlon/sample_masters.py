"""Atlon's masters: any number of products and customers, no two alike."""

DIVISIONS = ("Rowing", "Fencing", "Judo", "Sailing", "Netball", "Triathlon", "Golf", "Skiing", "Lacrosse", "Curling")
CATEGORIES = ("Shoes", "Bags", "Gloves", "Shirts", "Training Aids", "Bottles", "Protective Gear", "Jackets")
MODELS = ("Kestrel", "Monsoon", "Banyan", "Cobalt", "Saffron", "Ridge", "Tidal", "Ember")
VARIANTS = ("Small", "Medium", "Large")
CUSTOMER_FIRST = ("Banyan", "Copper Bell", "Second Wind", "Old Harbour", "Green Whistle", "Lotus")
CUSTOMER_SECOND = ("Outfitters", "Sports Hall", "Games & Gear")
PLATFORMS = (("Brick & Mortar", "Retailer"), ("E-Commerce", "Retailer"), ("Brick & Mortar", "Direct"))
_SCATTER = 0x9E3779
"""Odd, so that multiplying by it gives every product another six-digit hexadecimal code."""


def product_row(number: int) -> tuple[str, ...]:
    """The row of the product master that has a number: code, division, category, name and variant."""
    division = DIVISIONS[number % len(DIVISIONS)]
    rest, variant = divmod(number // len(DIVISIONS), len(VARIANTS))
    rest, category = divmod(rest, len(CATEGORIES))
    series, model = divmod(rest, len(MODELS))
    name = f"{MODELS[model]} {division} {CATEGORIES[category]}" + (f" {series + 1}" if series else "")
    code = f"{division[:4].upper()}{(number + 1) * _SCATTER % 0x1000000:06X}"
    return code, division, CATEGORIES[category], name, VARIANTS[variant]


def customer_row(number: int) -> tuple[str, ...]:
    """The row of the customer master that has a number: code, name, market, platform and channel."""
    platform, channel = PLATFORMS[number % len(PLATFORMS)]
    first, rest = CUSTOMER_FIRST[number % len(CUSTOMER_FIRST)], number // len(CUSTOMER_FIRST)
    name = f"{first} {CUSTOMER_SECOND[rest % len(CUSTOMER_SECOND)]}"
    branch = rest // len(CUSTOMER_SECOND)
    code = (90003001 if platform == "E-Commerce" else 70003001) + number
    return str(code), name + (f" {branch + 1}" if branch else ""), "India", platform, channel
