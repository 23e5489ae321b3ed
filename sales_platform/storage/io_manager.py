"""The IO manager: Dagster's and dagster-deltalake's classes, with the lake of the run's view and our type handlers."""

from collections.abc import Iterator
from contextlib import contextmanager

from dagster import InitResourceContext, InputContext, OutputContext, io_manager
from dagster._core.storage.db_io_manager import DbIOManager, TableSlice
from dagster_deltalake.io_manager import DeltaLakeDbClient
from pyspark.sql import DataFrame

from sales_platform.problems.edge import told
from sales_platform.problems.found import A_RUN
from sales_platform.storage.frame_handlers import ArrowTableHandler, DataFrameHandler
from sales_platform.storage.lake import Lake
from sales_platform.storage.row_handlers import FileRowsHandler, JudgedHandler
from sales_platform.storage.slices import slice_months
from sales_platform.storage.sql_text import month_predicate


class LakeClient(DeltaLakeDbClient):
    """Hands the lake to the type handlers; what they write, they replace by months in one commit."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    @staticmethod
    def get_select_statement(table_slice: TableSlice) -> str:
        """The query that shows what was written."""
        where = month_predicate(slice_months(table_slice))
        return f"SELECT * FROM {table_slice.schema}.{table_slice.table} WHERE {where}"

    @contextmanager
    def connect(self, context: OutputContext | InputContext, table_slice: TableSlice) -> Iterator[Lake]:
        """The lake."""
        yield self._lake


class LakeIOManager(DbIOManager):
    """Tells in one sentence what fails outside of the platform while rows are read, computed and written."""

    def handle_output(self, context: OutputContext, obj: object) -> None:
        """Write an output."""
        with told(A_RUN):
            super().handle_output(context, obj)

    def load_input(self, context: InputContext) -> object:
        """Read an input."""
        with told(A_RUN):
            return super().load_input(context)


@io_manager(required_resource_keys={"platform"})
def lake_io_manager(context: InitResourceContext) -> DbIOManager:
    """Reads and writes ``LAKE/<layer>/<table>`` by half-open month ranges, in the view of the run."""
    platform = context.resources.platform
    view, by_delta = platform.view, platform.view.settings.delta_writer
    return LakeIOManager(
        type_handlers=[
            DataFrameHandler(view, platform.spark, by_delta=by_delta),
            ArrowTableHandler(view),
            FileRowsHandler(view),
            JudgedHandler(view, by_delta=by_delta),
        ],
        db_client=LakeClient(view.lake),
        database="",
        default_load_type=DataFrame,
    )
