"""How the reader of landed files reaches the executors: as an archive of this package, where the engine takes one."""

import logging
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

import sales_platform
from sales_platform.landing.cluster.executed import look, source_digest
from sales_platform.storage.cluster.said import last_line

_LOG = logging.getLogger(__name__)
_WARNING = (
    "The executors behind SPARK_REMOTE do not read the landing, so this process does (%s%s): install sales_platform of this"
    " release, with Python of this version, where they run; see docs/scaling.md."
)
_reads: WeakKeyDictionary[SparkSession, bool] = WeakKeyDictionary()


def executors_read(spark: SparkSession) -> bool:
    """Whether the executors of an engine read landed files; asked once for each session, and said where they do not.

    They need this package in this very release, from an archive that is sent to them or installed beside their Python.
    """
    if spark not in _reads:
        refused = _send(spark)
        reason = _problem(spark)
        _reads[spark] = reason is None
        if reason is not None:
            _LOG.warning(_WARNING, reason, f"; it takes no archive of the package ({refused})" if refused else "")
    return _reads[spark]


def _send(spark: Any) -> str:  # noqa: ANN401 - addArtifacts is of Spark Connect's session only
    """Send the package to the executors; returns why not, where the engine does not take it."""
    with tempfile.TemporaryDirectory(prefix="sales_platform_") as folder:
        try:
            spark.addArtifacts(str(archive(Path(folder))), pyfile=True)
        except Exception as error:  # noqa: BLE001 - each engine has its own; executors may have the package installed
            _LOG.debug("No artifacts", exc_info=error)
            return last_line(error)
    return ""


def archive(folder: Path) -> Path:
    """The package as an archive that Python imports from: its modules, without what they read from files."""
    root, path = Path(sales_platform.__file__).parent, folder / "sales_platform.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for module in sorted(root.rglob("*.py")):
            # no times of this machine: the same modules are the same archive
            packed.writestr(zipfile.ZipInfo(f"sales_platform/{module.relative_to(root).as_posix()}"), module.read_bytes())
    return path


def _problem(spark: SparkSession) -> str | None:
    """Why executors cannot read landed files; None where they can."""
    try:
        found = spark.range(0, 1, 1, 1).mapInArrow(look, "module string, source string").toArrow().to_pylist()
    except PySparkException as error:
        return f"they cannot run the reader: {last_line(error)}"
    if other := next((row["module"] for row in found if row["source"] != source_digest(row["module"])), None):
        return f"they have another release of it installed: {other} differs"
    return None
