"""The IO manager: Dagster's Delta Lake IO manager, with the lake of the settings and our type handlers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dagster import InitResourceContext, InputContext, OutputContext
from dagster._core.storage.db_io_manager import DbClient, DbIOManager, DbTypeHandler, TableSlice
from dagster_deltalake import DeltaLakeIOManager, LocalConfig
from dagster_deltalake.config import AzureConfig, GcsConfig, S3Config
from pydantic import Field
from pyspark.sql import DataFrame

from sales_platform.resources import Platform
from sales_platform.storage.lake import Lake, month_predicate
from sales_platform.storage.slices import slice_months
from sales_platform.storage.type_handlers import ArrowTableHandler, DataFrameHandler, FileRowsHandler, JudgedHandler


class LakeClient(DbClient[Lake]):
    """Hands the lake to the type handlers; deleting and creating are theirs, as part of one commit."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    @staticmethod
    def delete_table_slice(context: OutputContext, table_slice: TableSlice, connection: Lake) -> None:
        """Nothing: a write replaces its months in one commit."""

    @staticmethod
    def ensure_schema_exists(context: OutputContext, table_slice: TableSlice, connection: Lake) -> None:
        """Nothing: a layer is a folder."""

    @staticmethod
    def get_select_statement(table_slice: TableSlice) -> str:
        """The query that shows what was written."""
        where = month_predicate(slice_months(table_slice))
        return f"SELECT * FROM {table_slice.schema}.{table_slice.table} WHERE {where}"

    @contextmanager
    def connect(self, context: OutputContext | InputContext, table_slice: TableSlice) -> Iterator[Lake]:  # type: ignore[override]
        """The lake."""
        yield self._lake


class LakeIOManager(DeltaLakeIOManager):
    """Reads and writes ``LAKE/<layer>/<table>`` by half-open month ranges; the lake comes from the environment."""

    platform: Platform
    root_uri: str = ""
    storage_options: AzureConfig | S3Config | LocalConfig | GcsConfig = Field(default=LocalConfig(), discriminator="provider")

    @staticmethod
    def type_handlers() -> Sequence[DbTypeHandler[Any]]:
        """The handlers need the platform; ``create_io_manager`` makes them."""
        return []

    def create_io_manager(self, context: InitResourceContext) -> DbIOManager:
        """The manager of one run."""
        return DbIOManager(
            type_handlers=[
                DataFrameHandler(self.platform.spark),
                ArrowTableHandler(),
                FileRowsHandler(),
                JudgedHandler(),
            ],
            db_client=LakeClient(self.platform.lake()),
            database="",
            io_manager_name="LakeIOManager",
            default_load_type=DataFrame,
        )
