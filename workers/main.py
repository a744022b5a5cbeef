"""Entry of the worker processes: `python -m dramatiq workers.main`."""

from app.core import startup  # isort: split

from app.outbound.documents import pdf
from workers.wiring import declare_jobs, wire

broker = wire()
pdf.stay_loaded()
declare_jobs()
startup.done()
