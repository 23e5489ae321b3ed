"""Render everything that the dashboard shows of a lake, and print it as JSON; for a process with companies of its own.

    python -m sales_platform_tests.dashboard.render LAKE [MODULE]

With a module of ``sales_platform.companies``, only its company is registered, as if the others' lines had been deleted; those
that the environment names stay.
"""

import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

REGISTRY = "sales_platform.companies.registry"


def register_only(module: str) -> None:
    """Load the registry without the line of any other company."""
    spec = find_spec(REGISTRY)
    assert spec is not None
    assert spec.origin is not None
    text = Path(spec.origin).read_text(encoding="utf-8")
    registry = ModuleType(REGISTRY)
    kept = re.sub(r"^    (?!" + module + r"\b)[a-z_]+\.COMPANY,\n", "", text, flags=re.MULTILINE)
    exec(compile(kept, spec.origin, "exec"), registry.__dict__)  # noqa: S102 - the project's own module
    sys.modules[REGISTRY] = registry  # before anything has imported it


def render(lake: str) -> dict[str, Any]:
    """Every piece: message (instead of an answer, if any), shown (as JSON), note, csv; and the choices of the controls."""
    from plotly.utils import PlotlyJSONEncoder  # noqa: PLC0415 - after the companies are registered
    from vizro import Vizro  # noqa: PLC0415

    from sales_platform.dashboard import controls  # noqa: PLC0415
    from sales_platform.dashboard.app import build  # noqa: PLC0415
    from sales_platform.dashboard.found_pages import found_pages  # noqa: PLC0415
    from sales_platform.dashboard.page_answers import answer_or_message, message_of  # noqa: PLC0415
    from sales_platform.dashboard.reading import LakeReader  # noqa: PLC0415
    from sales_platform.storage.lake import Lake  # noqa: PLC0415

    reader = LakeReader(Lake(lake))
    client = build(reader).test_client()
    rendered: dict[str, Any] = {"companies": controls._value_options(reader, "company")}
    for page in found_pages():
        assert client.get(f"/{page.name}", follow_redirects=True).status_code == 200
        for piece in page.all_pieces:
            frame = answer_or_message(reader, piece.question, {})
            rendered[piece.name] = {
                "message": message_of(frame),
                "shown": json.dumps(piece.show(frame), cls=PlotlyJSONEncoder, ensure_ascii=False),
                "note": piece.note,
                "csv": client.get(f"/csv/{piece.name}").get_data(as_text=True) if piece.downloadable else "",
            }
            if piece.name == "quality-reasons":  # the rarer reasons of a company are seen when it is chosen
                for choice in rendered["companies"]:
                    frame = answer_or_message(reader, piece.question, {"company": [choice["value"]]})
                    rendered[f"{piece.name} of {choice['value']}"] = json.dumps(piece.show(frame), cls=PlotlyJSONEncoder)
    Vizro._reset()  # the selectors are made once more
    for page in found_pages():
        for control in page.controls:
            rendered[f"{page.name}-{control.name}"] = str(control.selector(reader).build())
    return rendered


if __name__ == "__main__":
    if len(sys.argv) > 2:
        register_only(sys.argv[2])
    print(json.dumps(render(sys.argv[1])))  # noqa: T201 - what it is for
