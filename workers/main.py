"""Entry of the worker processes: `python -m dramatiq workers.main`."""

from workers.wiring import declare_jobs, wire

broker = wire()
declare_jobs()
