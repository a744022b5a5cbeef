"""Children that work as a process of ours does and die by their own hand at a fault point."""

import os
from collections.abc import Callable

from app.core import faults
from app.core.engines import dispose_engines
from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, directory, tenant_scope


def die_at(point: str, tenant: Tenant, work: Callable[[], object], *, nth: int = 1) -> int:
    """Do `work` in a child that is killed at the n-th passage of `point`; the signal that ended it, 0 when it lived."""
    pid = os.fork()
    if pid == 0:
        try:
            dispose_engines(close=False)
            directory().forget()
            faults.arm(point, nth)
            with tenant_scope(tenant), acting_as(system("test")):
                work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
