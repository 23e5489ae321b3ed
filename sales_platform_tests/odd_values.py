"""Values that nobody expects in a cell: what one of them does to the other rows is nothing, whatever becomes of its own."""

from hypothesis import strategies as st

MARK = "ODD"
"""Stands in what would be a line of its own, if the value were taken apart at its line break."""
EMPTY = ("", " ", "\u00a0\t", "\u200b", "\ufeff\u2060", "-", "?", ".", "''", '""')
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "NULL", "null", "NaN", "None", "\\N", "undefined", "TRUE", "[object Object]")
NUMBERS = (
    *("0", "-1", "-0", "(12)", "12-", "1e400", "-1E-400", "Infinity", "-inf", "0x1F", "9" * 15, "9" * 40, "1" + "0" * 300),
    *("1.000", "1,000", "1.000.000,00", "1,23,456.00", "0.005", "12.345678901", "١٢", "१२", "Ⅻ", "½", "3²", "1'000", "+7"),
    *("9223372036854775808", "170141183460469231731687303715884105728", "1/3", "12%", "\u221212", "1__0", "08", "7.8932E+05"),
)
DATES = (
    *("2025-07-15", "07/08/2025", "31.12.9999", "0000-00-00", "0001-01-01", "2025-02-30", "1900-01-00", "45853", "15-Jul-25"),
    *("2025-07-15T23:59:59.999+14:00", "July 15", "FY25", "2019-01-01", "3025-07-01", "1677-09-21", "12:30", "1752624000"),
)
SIGNS = (
    *("'", '"', '"ODD', 'ODD"', "O'DD", "=1+1", '="1"', '=HYPERLINK("http://x";"y")', "@SUM(1)", "+cmd|' /C calc'!A0", "--"),
    *(";", ",", "|", "\t", "a,b;c|d", "\\", "\\n", "\\u0022", "%s", "{}", "${x}", "$1", "%00", "../..", "<script>1</script>"),
    *("'; DROP TABLE sales; --", "') OR 1=1 --", "*", "_", "%", "^$", "[a-z", "(", "a|b", "a=b/c d", "#", "// note"),
)
CONTROL = ("\x01", "\x07\x1b[31m", "\x1f", "\x1e", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\x0b\x0c", "\ufffe", "\ud7ff")
ALPHABETS = (
    "Straße",
    "İstanbul",
    "日本語",
    "हैदराबाद",
    "العربية",
    "שלום",
    "🏏🇮🇳",
    "e\u0301\u0301\u0301",
    "ﬁ",
    "Ω≈ç",
    "\U0010ffff",
)
BREAKS = (f"{MARK}\n{MARK}", f"{MARK}\r\n{MARK}", f"{MARK}\n\n{MARK}", f"{MARK}\r{MARK}", f'{MARK}"\n"{MARK}')
LONG = ("x" * 5_000, "é" * 300, "1,2;" * 200)
HEADERS = ("product_id", "Customer_Code", "Grand Total", "Total: 12 rows", "(12 rows affected)", "date")
ODD = (*EMPTY, *ERRORS, *NUMBERS, *DATES, *SIGNS, *CONTROL, *ALPHABETS, *BREAKS, *LONG, *HEADERS)
"""None of them is a code, a city or another name that the landings of the tests have."""

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
ANY_VALUE: st.SearchStrategy[str | None] = st.none() | st.sampled_from(ODD) | _TEXT | st.integers().map(str)
"""Any value of a cell as bronze has it; None where the file has no such column."""
