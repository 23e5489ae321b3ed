"""gRPC's health service beside ``serve``, asked by a client of its own."""

import shutil
import threading

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from sales_platform.sql.health import FLIGHT_SQL, health_server
from sales_platform.storage.lake import Lake

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
