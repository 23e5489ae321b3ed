"""Landed files read by the executors of an engine (``SPARK_REMOTE``), by the reader that this process has.

Nothing of this package is loaded where the engine is the embedded one. ``executed`` and what it imports run on executors.
"""
