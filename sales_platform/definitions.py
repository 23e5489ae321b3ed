"""What Dagster loads: the one Definitions, whose runs work on what the environment names."""

from sales_platform.memory import keep_what_is_loaded
from sales_platform.resources import platform_of_the_environment
from sales_platform.wiring import wired

defs = wired(platform_of_the_environment)
keep_what_is_loaded()
