"""Connects a worker process to databases, tenants, broker, reactions and jobs."""

import logging
from importlib import import_module
from pkgutil import iter_modules

from dramatiq.broker import Broker

from app.core import jobs, tenancy
from app.core.engines import set_databases
from app.core.schema import load_tables
from app.outbound import load_reactions
from app.web.observe import log_as_json
from tenants import databases
from tenants.directory import Directory
from workers import actors
from workers.broker import BrokerSender, broker
from workers.middleware import JobFacts


def wire() -> Broker:
    """Databases, tenants, sender, JSON logs: what each of our processes needs; answers the broker."""
    log_as_json()
    for handler in logging.getLogger().handlers:
        handler.addFilter(JobFacts())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    set_databases(databases.addresses())
    tenancy.set_directory(Directory())
    jobs.set_sender(BrokerSender())
    return broker()


def declare_jobs() -> None:
    """Tables, reactions and every module of `workers.actors`: each declares its jobs on the process's broker."""
    load_tables()
    load_reactions()
    for module in iter_modules(actors.__path__):
        import_module(f"{actors.__name__}.{module.name}")
