"""Starts the language server that this extension carries: its packages are in `libs/`, beside this file.

Run as `python -I start.py`: isolated, so neither the environment nor the working directory decides what is imported.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / 'libs'))

from pipeline_config_ls.cli.main import main

sys.exit(main())
