"""The kinds of mess that a sample holds, each declared once, and the tally of how often each was planted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum, unique

import numpy as np


@unique
class Mess(Enum):
    """A kind of mess: its sentence says what one count of it is; ``key`` is its name in the account."""

    CITY_KNOWN_MISSPELLING = "A row of the customer master whose city is misspelled in a way the business knows."
    CITY_UNKNOWN_MISSPELLING = "A row of the customer master whose city is one letter off, in a way nobody listed."
    CITY_EMPTY = "A row of the customer master without a city."
    NAME_SPACING = "A row of the customer master whose name has spaces around it or doubled ones inside."
    NAME_CASE = "A row of the customer master whose name is all in capitals or all in small letters."
    NAME_APOSTROPHE = "A row of the customer master whose name has an apostrophe and a small first letter."
    DUPLICATE_CUSTOMER = "A second row of one customer in the master; one of the two lacks the city."
    DUPLICATE_PRODUCT = "A second row of one product in the master."
    PROTEIN_MISSPELLED = "A row of the product master that writes 'Protien'."
    CATEGORY_LOWER_CASE = "A row of the product master whose category is in small letters."
    PRODUCT_TEXT_ID = "A row of the product master whose id is not a number; its orders and prices bear the number."
    PRICE_NEGATIVE = "A price with a minus sign."
    PRICE_TEXT = "A price that is a word; never in the last month of a year, so each product keeps a price."
    PRICE_UNKNOWN_PRODUCT = "A price of a product that the master does not have under that id."
    PRICE_MONTH_FORMAT = "A price whose month is not written yyyy-MM-dd."
    MISSING_QUANTITY = "An order row without a quantity."
    INVALID_QUANTITY = "An order row whose quantity is a word, a fraction or below zero."
    RETURN = "A row with a quantity below zero, also written '(10)' or '10-': goods that came back."
    QUANTITY_DECIMAL_POINT = "An order row whose whole quantity is written with '.0'."
    UNKNOWN_PRODUCT = "An order row of a product that the master does not have under that id."
    UNKNOWN_CUSTOMER = "An order row whose customer id is not a number."
    UNREADABLE_DATE = "An order row whose date cannot be read."
    DATE_FORMAT = "An order row with a readable date that is not written yyyy-MM-dd; any weekday left aside."
    DATE_WEEKDAY = "An order row whose date begins with a weekday."
    DUPLICATE_IN_FILE = "An order row that repeats the row before it, letter by letter."
    DUPLICATE_NEXT_DAY = "An order row that landed again with the next day's file, its date written another way."
    TWO_FAULTS = "An order row with more than one of: an unknown customer or product, a bad quantity, an unreadable date."
    DAY_MISSING = "A day without an order file."
    FILE_HEADER_ONLY = "An order file that holds nothing but the header."
    FILE_EXTRA_COLUMN = "An order file with a column that the contract does not know."
    FILE_COLUMN_ORDER = "An order file with its columns in another order."
    FILE_HEADER_SPELLING = "An order file whose column names have capitals and spaces around them."
    FILE_CRLF = "An order file whose lines end as on Windows."
    FILE_BOM = "An order file that begins with a byte order mark."
    CORRECTION_FILE = "A file of confirmed corrections."
    STRAY_QUOTE = "An order row with a quotation mark that is not closed."
    DATE_AMBIGUOUS = "A date that can mean two days, and nothing says which."
    DATE_MONTH_FIRST = "A date with the month first, as its file's name or the first of the month proves."
    DATE_OTHER_SPELLING = "A date in a spelling that is not agreed and can mean one day only."
    DATE_TIME = "A date with a time behind it."
    QUANTITY_AMBIGUOUS = "A quantity such as '1.000' in a file with semicolons: 1000, or 1."
    PRICE_AMBIGUOUS = "A price such as '1.230' in a file with semicolons: 1230, or 1.23."
    PRICE_SPELLING = "A price with a sign of INR, landed once more in a file of its own."
    LOOKBACK_ROW = "An order row that a later day's file repeats; of the month before where the sample has two months."
    REDELIVERED_ROW = "An order row of a file that lands again under another name."
    REDELIVERED_QUANTITY = "An order row that lands again under another name, with its quantity put right."
    CONTRADICTION = "A row that another line of its own file contradicts: the same record with another quantity."
    CODE_DISGUISED = "A code with decimals, an apostrophe, a formula or invisible characters around it."
    CODE_DAMAGED = "A code that a program has turned into a number such as 7.8932E+05."
    HEADER_REPEATED = "A row of a master that repeats the header."
    TOTAL_ROW = "A row of a master that is a total."
    ERROR_VALUE = "A value of a master that is an error of a spreadsheet, such as '#N/A'."
    MASTER_PARTIAL = "A dated file of a master with far fewer records than the one before it: it is held up."
    MASTER_WITHOUT_KEY = "A file of a master without the column of its codes: it is refused."
    FILE_GZIP = "A CSV file packed with gzip."
    FILE_ZIP = "A CSV file in a zip archive."
    FILE_WORKBOOK = "An Excel workbook."
    FILE_OTHER_KIND = "A file of a kind that is not read, in the folder of a feed."
    FILE_BESIDE_FEEDS = "A file beside the folders of the feeds."
    FILE_SEP_LINE = "A file with a line 'sep=;' before its header."
    SURPLUS_SEPARATORS = "A row with empty fields beyond the header."
    BLANK_LINE = "A line of separators or spaces only."
    FILE_DATE_IN_FOLDERS = "An order file whose date is in its folders, not in its name."
    FILE_EXPORT_DATE = "An order file with the date of its export before the day in its name."
    FILE_YEAR_TYPO = "An order file whose name bears another year than all its rows: it is refused."
    TARGET_FAULT = "A row of targets that cannot be used: of nothing that is sold, or without a number."
    STOCK_FAULT = "A row of stock that cannot be used, or that was counted again."

    @property
    def key(self) -> str:
        """The kind's name in the account, for example ``missing_quantity``."""
        return self.name.lower()


class Tally:
    """Counts what was planted, by kind of mess, and what becomes of it.

    Attributes:
        to_quarantine: order rows so far that the rules of the business refuse, duplicates included.
        refused: the files so far that cannot be used, by path, each with what its reason says.
    """

    def __init__(self) -> None:
        self.to_quarantine = 0
        self.refused: dict[str, str] = {}
        self._counts: Counter[Mess] = Counter()
        self._reasons: Counter[str] = Counter()

    def add(self, kind: Mess, count: int) -> None:
        """Note that ``count`` more rows or files of a kind were planted."""
        self._counts[kind] += int(count)

    def reject(self, feed: str, reason: str, count: int) -> None:
        """Note that ``count`` more rows of a feed go to quarantine for a reason; of masters, in each month."""
        self._reasons[f"{feed}.{reason}"] += int(count)

    def refuse(self, path: str, reason: str) -> None:
        """Note that a file cannot be used."""
        self.refused[path] = reason

    def reasons(self) -> dict[str, int]:
        """How many rows go to quarantine, by feed and reason, as ``feed.return``; a row may have several."""
        return {name: count for name, count in sorted(self._reasons.items()) if count}

    def account(self) -> dict[str, int]:
        """The count of every kind, nought included, under its name."""
        return {kind.key: self._counts[kind] for kind in Mess}


def deal(rng: np.random.Generator, candidates: Sequence[int], shares: Mapping[Mess, float]) -> dict[Mess, list[int]]:
    """Give each kind its share of the candidates, no candidate to two kinds.

    Args:
        rng: where chance comes from.
        candidates: numbers of the rows or files that may be spoiled.
        shares: the part of all candidates for each kind; a kind gets at least one candidate.

    Returns:
        The candidates of each kind, in order.
    """
    left = [int(candidate) for candidate in rng.permutation(np.array(candidates))]
    dealt = {}
    for kind, share in shares.items():
        count = max(1, round(share * len(candidates)))
        dealt[kind], left = sorted(left[:count]), left[count:]
    return dealt
