"""From raw control values to a small data frame, or to a message that is shown instead."""

from collections.abc import Callable, Mapping

import pandas as pd
import pyarrow as pa

from sales_platform.dashboard.queries.sales import choices
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.selection import Selection, parse_selection
from sales_platform.problems.edge import SENTENCES, all_told
from sales_platform.problems.found import Deed

Controls = Mapping[str, object]
"""Control values by name, as the browser or a URL gave them."""
Question = Callable[[LakeReader, Selection, Controls], pa.Table | None]
"""A question of the page: what is selected, and the page's own controls -> a small table, or None without any data."""

EMPTY_LAKE = (
    "There are no figures yet. Put the companies' files into the landing folder, run 'sales-platform run', and reload this page;"
    " 'make demo' does it with sample data."
)
NO_ROWS = "There are no figures for this selection: widen a filter."
MESSAGE = "message"
"""The key of a data frame's attributes that has the sentence to show instead of the frame."""


def message_frame(sentence: str) -> pd.DataFrame:
    """An empty frame that says why it is empty."""
    frame = pd.DataFrame()
    frame.attrs[MESSAGE] = sentence
    return frame


def message_of(frame: pd.DataFrame) -> str | None:
    """The sentence to show instead of the frame; None when there is something to show."""
    return str(frame.attrs.get(MESSAGE, NO_ROWS)) if frame.empty else None


def answer_or_sentence(reader: LakeReader, question: Question, controls: Controls) -> pa.Table | str:
    """Answer a question of a page; what is wrong with the controls or the lake is a sentence."""
    try:
        with all_told(Deed(place=f"the lake '{reader.lake.root}'")):
            available = choices(reader)
            if available is None:
                return EMPTY_LAKE
            table = question(reader, parse_selection(controls, available), controls)
    except SENTENCES as error:
        return str(error)
    return NO_ROWS if table is None else table


def answer_or_message(reader: LakeReader, question: Question, controls: Controls) -> pd.DataFrame:
    """The same as a frame, as it is shown: whole numbers are floats in a column where some are missing."""
    answer = answer_or_sentence(reader, question, controls)
    return message_frame(answer) if isinstance(answer, str) else answer.to_pandas()


def data_loader(reader: LakeReader, question: Question) -> Callable[..., pd.DataFrame]:
    """The question as Vizro calls it: with the value of every control that targets it."""

    def load(**controls: object) -> pd.DataFrame:
        return answer_or_message(reader, question, controls)

    return load
