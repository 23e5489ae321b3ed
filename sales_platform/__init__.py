"""One trusted sales and inventory layer for two merged companies."""

from sales_platform.memory import use_little_memory

use_little_memory()
