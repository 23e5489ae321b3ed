"""Landing files of made-up companies, as messy as real ones, with an exact account of the mess.

Everybody who has no access to the companies' extracts tries, tests and measures the platform on these.
What is true of one company only is in its own module (``Company.sample``); what serves any company is here.
"""

from sales_platform.sample_data.write import write_sample_data

__all__ = ["write_sample_data"]
