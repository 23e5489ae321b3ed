"""gRPC's health service beside ``serve``, asked by a client of its own."""

import shutil
import threading

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from rich.console import Console

from sales_platform.errors import UserError
from sales_platform.settings import Settings
from sales_platform.sql.command import run_server
from sales_platform.sql.health import FLIGHT_SQL, health_server
from sales_platform.storage.lake import Lake
from sales_platform_tests.s3_servers import free_port

SERVING, NOT_SERVING = HealthCheckResponse.SERVING, HealthCheckResponse.NOT_SERVING


def test_it_serves_while_the_lake_can_be_read(lake: Lake) -> None:
    with health_server(lake, "127.0.0.1", 0, seconds=0.05) as port, grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = HealthStub(channel)
        for service in ("", FLIGHT_SQL):
            assert stub.Check(HealthCheckRequest(service=service)).status == SERVING
        seen, changed = [], threading.Event()

        def watch() -> None:
            for answer in stub.Watch(HealthCheckRequest(service=""), timeout=60):
                seen.append(answer.status)
                if answer.status == NOT_SERVING:
                    changed.set()
                    return

        watching = threading.Thread(target=watch)
        watching.start()
        shutil.rmtree(f"{lake.root}/gold/fact_sales")
        assert changed.wait(60)
        watching.join()
        assert seen[-1] == NOT_SERVING


def test_without_figures_it_does_not_serve_from_the_beginning(lake: Lake) -> None:
    empty = Lake(f"{lake.root}/nothing")
    with health_server(empty, "127.0.0.1", 0) as port, grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        assert HealthStub(channel).Check(HealthCheckRequest(service=FLIGHT_SQL)).status == NOT_SERVING


def test_it_has_a_port_of_its_own(lake: Lake) -> None:
    settings, port = Settings.from_environment({"SALES_LAKE": lake.root}), free_port()
    with pytest.raises(UserError, match="where SQL is served: choose another --health-port"):
        run_server(settings, "127.0.0.1", port, Console(), port)
    with pytest.raises(UserError, match="on port 99999: choose one from 0 to 65535 with --health-port"):
        run_server(settings, "127.0.0.1", port, Console(), 99999)
