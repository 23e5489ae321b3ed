"""Ticks of the sensor and of the schedules that fail, are missing, or start nothing for hours."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from dagster import DagsterInstance
from dagster._core.scheduler.instigation import InstigatorState, InstigatorTick, TickStatus

from sales_platform.alerts.book import Book, Matter, Seen
from sales_platform.alerts.limits import Limits
from sales_platform.alerts.run_matters import cause_name
from sales_platform.automation.new_files import UP_TO_DATE, Memory

TICKS, SENSOR = "ticks", "new_files"
_STANDS_STILL = (
    "The sensor {} has not ticked since {}.",
    "see whether the daemon and the code server live, and restart them.",
)
_CLOCK_WAS_AHEAD = (
    "The last tick of the sensor {} is of {}, which is to come: the clock was ahead.",
    "Dagster ticks again when that time has come; until then, launch the job refresh, or give 'sales-platform run'.",
)


def states(instance: DagsterInstance) -> dict[str, InstigatorState]:
    """The sensor and the schedules that run, or have run, by name."""
    found: dict[str, InstigatorState] = {}
    for state in sorted(instance.all_instigator_state(), key=lambda state: _last_tick(instance, state)):
        found[state.instigator_name] = state  # of two, one is of a code location that is no more
    return found


def _last_tick(instance: DagsterInstance, state: InstigatorState) -> float:
    return max((tick.timestamp for tick in instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)), default=0)


def sensor_memory(found: dict[str, InstigatorState]) -> Memory:
    """What the sensor ``new_files`` remembers."""
    data = found[SENSOR].instigator_data if SENSOR in found else None
    return Memory.from_cursor(getattr(data, "cursor", None))


def tick_matters(
    instance: DagsterInstance, found: dict[str, InstigatorState], limits: Limits, address: str, book: Book, now: datetime
) -> tuple[Seen, str]:
    """What there is about ticks, and since when the sensor has started nothing though it had something to do.

    Args:
        found: the sensor and the schedules.
        address: of Dagster's UI.
        book: of the last look. If that was long ago, the daemon was not there either, and the sensor is given time.
    """
    matters, since = [], ""
    awake = bool(book.looked) and abs(now - datetime.fromisoformat(book.looked)) < timedelta(minutes=limits.silent_minutes)
    for name, state in found.items():
        if not state.is_running:
            continue
        ticks = instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=limits.failed_in_a_row)
        matters += list(_failed(name, ticks, limits, address))
        if name == SENSOR and ticks:
            since = min((book.waiting if awake else "") or now.isoformat(), now.isoformat()) if _waits(ticks[0]) else ""
            matters += list(_silent(ticks[0], limits, address, now)) if awake else []
            matters += list(_waiting(since, limits, address, now))
    unknown = frozenset() if awake else frozenset({f"{TICKS}/{SENSOR}/silent", f"{TICKS}/{SENSOR}/waiting"})
    return Seen(tuple(matters), frozenset({TICKS}), unknown), since


def _failed(name: str, ticks: Sequence[InstigatorTick], limits: Limits, address: str) -> Iterator[Matter]:
    if len(ticks) < limits.failed_in_a_row or any(tick.status is not TickStatus.FAILURE for tick in ticks):
        return
    cause = cause_name(ticks[0].error)
    yield Matter(
        f"{TICKS}/{name}",
        f"{len(ticks)} ticks of {name} failed in a row{f' ({cause})' if cause else ''}.",
        "see in its ticks why; correct it, and the next tick goes on.",
        _page(name, address),
    )


def _silent(last: InstigatorTick, limits: Limits, address: str, now: datetime) -> Iterator[Matter]:
    then = datetime.fromtimestamp(last.end_timestamp or last.timestamp, tz=UTC)
    if abs(now - then) <= timedelta(minutes=limits.silent_minutes):
        return
    said, advice = _STANDS_STILL if now > then else _CLOCK_WAS_AHEAD
    yield Matter(f"{TICKS}/{SENSOR}/silent", said.format(SENSOR, f"{then:%Y-%m-%d %H:%M} UTC"), advice, _page(SENSOR, address))


def _waits(tick: InstigatorTick) -> bool:
    return tick.status is TickStatus.SKIPPED and UP_TO_DATE not in (tick.skip_reason or "")


def _waiting(since: str, limits: Limits, address: str, now: datetime) -> Iterator[Matter]:
    if since and now - datetime.fromisoformat(since) > timedelta(hours=limits.waiting_hours):
        yield Matter(
            f"{TICKS}/{SENSOR}/waiting",
            f"The ticks of {SENSOR} have been skipped for {limits.waiting_hours:g} hours though there is something to do.",
            "see in its ticks what it waits for: a run that does not end, a run that was canceled, or attempts that are used up.",
            _page(SENSOR, address),
        )


def _page(name: str, address: str) -> str:
    return f"{address}/overview/{'sensors' if name == SENSOR else 'schedules'}"
