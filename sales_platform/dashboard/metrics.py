"""``/metrics``: the platform in numbers, in the text format of Prometheus.

The numbers are collected when they are asked for, and kept for a while: their cost does not depend on who asks how often.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from deltalake.exceptions import DeltaError
from flask import Flask, Response

from sales_platform.dashboard.history import history
from sales_platform.dashboard.reading import LakeReader
from sales_platform.dashboard.run_metrics import run_metrics
from sales_platform.errors import UserError
from sales_platform.planning.looking import looking_view
from sales_platform.reports.metrics import PREFIX, Metric, lake_metrics
from sales_platform.settings import Settings
from sales_platform.storage.connection import connect

PATH = "/metrics"
KEPT_SECONDS = 15.0
KEPT_FOR_COST = 20.0
"""Numbers are kept for so many times what it took to collect them, if that is longer: at most a twentieth of a processor."""


def add_metrics(server: Flask, reader: LakeReader) -> None:
    """Serve the numbers of the reader's lake and of the landing of the settings."""
    kept = Kept(lambda: collect(reader))

    def metrics() -> Response:
        from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4  # noqa: PLC0415 - loaded where somebody scrapes

        return Response(kept.text(), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    server.add_url_rule(PATH, "metrics", metrics)


class Kept:
    """The text of the numbers, collected anew when it is too old; one thread collects while others wait for it.

    Args:
        collected: the numbers of now.
        clock: in seconds.
    """

    def __init__(self, collected: Callable[[], Sequence[Metric]], clock: Callable[[], float] = time.monotonic) -> None:
        self._collected, self._clock, self._lock = collected, clock, threading.Lock()
        self._text, self._until = b"", float("-inf")

    def text(self) -> bytes:
        """As Prometheus reads it."""
        with self._lock:
            if (begun := self._clock()) >= self._until:
                metrics = self._collected()
                took = self._clock() - begun
                spent = Metric("collection_seconds", "How long it took to collect these numbers.", (), {(): took})
                self._text = as_text([*metrics, spent])
                self._until = self._clock() + max(KEPT_SECONDS, KEPT_FOR_COST * took)
            return self._text


def collect(reader: LakeReader) -> list[Metric]:
    """The numbers of now; those that cannot be had are left out, and ``readable`` and ``history_readable`` say so."""
    of_lake, of_runs, readable, history_readable = list[Metric](), list[Metric](), True, True
    try:
        settings = Settings.from_environment({**os.environ, "SALES_LAKE": reader.lake.root})
        connect(settings, writing=False)
        with looking_view(settings) as view:
            of_lake = lake_metrics(view, lambda sql, table: _rows(reader, sql, table), datetime.now(tz=UTC))
    except (UserError, DeltaError, OSError):
        readable = False
    try:
        with history() as instance:
            of_runs = run_metrics(instance, reader.lake.root) if instance is not None else []
    except Exception:  # noqa: BLE001 - of whatever database; the lake's numbers are worth having without it
        history_readable = False
    return [
        Metric("readable", "1 when lake and landing could be read.", (), {(): float(readable)}),
        Metric(
            "history_readable", "1 unless Dagster's history is there and could not be read.", (), {(): float(history_readable)}
        ),
        *of_lake,
        *of_runs,
    ]


def _rows(reader: LakeReader, sql: str, table: tuple[str, str]) -> Sequence[Mapping[str, Any]]:
    return reader.rows(sql, t=table)


def as_text(metrics: Iterable[Metric]) -> bytes:
    """The text format of Prometheus."""
    from prometheus_client import generate_latest  # noqa: PLC0415 - as above
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415
    from prometheus_client.registry import Collector  # noqa: PLC0415

    class Collected(Collector):
        def collect(self) -> Iterator[GaugeMetricFamily]:
            for metric in metrics:
                family = GaugeMetricFamily(f"{PREFIX}{metric.name}", metric.text, labels=metric.labels)
                for labels, value in metric.values.items():
                    family.add_metric(labels, value)
                yield family

    return generate_latest(Collected())
