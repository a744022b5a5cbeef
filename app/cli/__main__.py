"""`python -m app.cli`."""

import sys

from app.core import startup  # isort: split

from app.cli import main

startup.done()
sys.exit(main(sys.argv[1:]))
