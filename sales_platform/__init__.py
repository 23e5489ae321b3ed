"""One trusted sales and inventory layer for two merged companies."""

from sales_platform.memory import collect_garbage_rarely, use_little_memory

use_little_memory()
collect_garbage_rarely()
