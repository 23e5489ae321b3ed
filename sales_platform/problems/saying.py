"""The sentence of each cause of an error: what, where, what to do."""

import os
import re

from sales_platform.problems.found import Found, history
from sales_platform.problems.store_answers import store_sentence

_ON_THE_WAY = re.compile("^(?:(?:Generic DeltaTable error|Arrow error|C Data interface error|Unknown error|External error): )+")
"""What the libraries between the engine and the table put before its words."""
_RUNBOOK = "see 'A table must be restored' in docs/runbook.md"


def full(found: Found) -> str:
    return f"There is no space left on the disk of {found.place}: free some there, {found.deed.again}."


def too_large(found: Found) -> str:
    return f"A file of {found.place} may not become larger, as this account is limited (ulimit -f): raise it, {found.deed.again}."


def read_only(found: Found) -> str:
    another = "set DAGSTER_HOME to another" if found.is_history else "name another place"
    return f"The file system of {found.place} is read-only: let it be written, or {another}."


def denied(found: Found) -> str:
    rights = "read and write" if found.deed.writes or found.is_history else "read"
    return (
        f"This account may not {rights} {found.place} (permission denied): give it the rights to, or use the account that the"
        " platform runs as."
    )


def history_closed(found: Found) -> str:
    return (
        f"{history()} cannot be written or opened ({found.error.line}): give this account the rights to, or set DAGSTER_HOME to"
        " another folder."
    )


def history_busy(_found: Found) -> str:
    return f"{history()} is in use by another process, which did not let go of it in time: try again in a moment."


def history_of_another_version(found: Found) -> str:
    return (
        f"{history()} is of another version of Dagster ({found.error.line}): run 'dagster instance migrate' with this"
        " DAGSTER_HOME."
    )


def history_damaged(found: Found) -> str:
    return (
        f"{history()} is damaged ({found.error.line}): move it away, and a new one is made; the figures are in the lake and stay."
    )


def history_failed(found: Found) -> str:
    return f"{history()} cannot be used ({found.error.line}): check that it can be reached, and the settings of dagster.yaml."


def dagster_yaml(found: Found) -> str:
    return f"The file dagster.yaml of {history()} cannot be used ({found.error.line}): correct it, or move it away."


def code_server(found: Found) -> str:
    return f"Dagster cannot load the platform's code ({found.error.line}): see what its code server says, and start it again."


def engine_memory(found: Found) -> str:
    return f"The engine's memory is used up ({found.error.line}): raise SALES_ENGINE_MEMORY, or work on fewer months at a time."


def memory(_found: Found) -> str:
    return "The memory of this machine is used up: give it more, or work on fewer months at a time."


def engine_gone(found: Found) -> str:
    return f"The engine does not answer any more ({found.error.line}): start it again, or check SPARK_REMOTE."


def worker_lost(found: Found) -> str:
    return (
        f"The engine has lost a worker, or the way to it, in a job on {found.deed.place} ({found.error.line}): give workers more"
        f" memory or more time (docs/scaling.md, 'Workers that are lost'), {found.deed.again}."
    )


def engine(found: Found) -> str:
    return f"The engine failed on {found.deed.place} ({found.error.line}): --debug shows all that it said."


def rows(found: Found) -> str:
    said = _ON_THE_WAY.sub("", found.error.line).split(" Detail: ")[0].rstrip(". ")
    return f"The engine failed on rows that were to be written ({said}): --debug shows all that it said; the table is as it was."


def broken_off(found: Found) -> str:
    return f"A library broke off on {found.deed.place} ({found.error.line}): --debug shows all that it said."


def files_open(_found: Found) -> str:
    return "This process may not open more files: raise the limit (ulimit -n), or end what else has files open."


def conflict(found: Found) -> str:
    return f"Another program changed {found.place} at the same time: let only one write it, {found.deed.again}."


def too_new(found: Found) -> str:
    return f"A table of {found.place} was written by a newer program ({found.error.line}): upgrade the platform, or restore it."


def damaged(found: Found) -> str:
    return f"A file of {found.place} is missing or damaged ({found.error.line}): {_RUNBOOK}."


def unfit(found: Found) -> str:
    return f"What is in {found.place} does not fit what was expected ({found.error.line}): {_RUNBOOK}."


def network(found: Found) -> str:
    return f"The connection to {found.deed.place} failed ({found.error.line}): check the address and the network."


def system(found: Found) -> str:
    return f"The system failed on {found.place} ({found.error.line}): check the disk and the path, {found.deed.again}."


def of_store(found: Found) -> str:
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    return store_sentence(found.error, found.deed.place, region)
