"""Engines of their own (``SPARK_REMOTE``): their executors read and write the files of tables, delta-rs commits them here.

Nothing of this package is loaded where the engine is the embedded one.
"""
