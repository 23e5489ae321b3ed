"""What a company brings to the sample: a writer of its files."""

from typing import Protocol

from sales_platform.sample_data.landing import Landing
from sales_platform.sample_data.mess import Tally


class SampleWriter(Protocol):
    """Writes one company's part of a sample; ``Company.sample`` makes it from what was asked for (``Request``).

    The same request must give the same bytes, so all chance begins at the request's seed, together with numbers that no
    other company uses.
    """

    @property
    def files(self) -> int:
        """How many files it is going to write, asked before the first one."""

    def write(self, landing: Landing, tally: Tally) -> None:
        """Write the files, each to a feed of the company or to the corrections, and note all mess that is planted there."""
