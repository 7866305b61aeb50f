"""Run every benchmark, one after the other."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = (
    "template_from_chip.py",
    "chips_to_templates.py",
    "enrol_photographs.py",
    "cold_start.py",
    "similarity_map.py",
)

if __name__ == "__main__":
    sys.exit(
        max(
            subprocess.run([sys.executable, str(HERE / name), *sys.argv[1:]], check=False).returncode
            for name in SCRIPTS
        )
    )
