"""The benchmark itself, on tiny samples and made-up measurements."""

import sys
from pathlib import Path

# its programs are no package: they are started by their file
sys.path.append(str(Path(__file__).parents[2] / "bench"))
