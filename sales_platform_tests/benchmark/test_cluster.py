"""What passes between this process and an engine of its own."""

from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
from cluster import Client, share
from counting_proxy import counting_proxy

from sales_platform import engine
from sales_platform_tests.cluster.clusters import sail_server


def test_what_is_sent_to_an_endpoint_is_compressed(tmp_path: Path) -> None:
    rows = pa.table({"file": [f"sports_bar/orders/orders_2025_07_{number % 28 + 1:02d}.csv" for number in range(20_000)]})
    with ExitStack() as running:
        server = running.enter_context(sail_server(None, tmp_path))
        counted = running.enter_context(counting_proxy("127.0.0.1", int(server.address.rpartition(":")[2])))
        address = f"sc://127.0.0.1:{counted.port}"
        spark = engine._connect(address, address)
        running.callback(spark.stop)
        assert spark.createDataFrame(rows).count() == rows.num_rows
    assert 0 < counted.sent < rows.nbytes / 5


def test_the_share_is_that_of_what_passes_more_for_what_has_landed_more() -> None:
    few, many = (Client(landed, 1, 1.0, 1.0, 1, network, 7) for landed, network in ((1_000, 50), (11_000, 150)))
    assert share(many, few) == 0.01
