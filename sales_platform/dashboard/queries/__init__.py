"""The questions behind the charts: a selection -> SQL over the lake -> a small table. Nothing here knows of Vizro."""
