"""What is looked at on the health page, and what each finding means."""

import shutil
from collections.abc import Mapping, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.util import find_spec

from sqlalchemy import text

from app.config import settings
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from tenants import proofs
from tenants.overview import QueueState

SLOW_SECONDS = 30
LITTLE_ROOM = 0.1
OUTBOX = text("""
    select coalesce(max(cast(figures->>'outbox_lag' as int)), 0),
        coalesce(sum(cast(figures->>'reactions_dead' as int)), 0)
    from shared.tenant_figures
""")
WORKERS = text("select count(*) from dramatiq.worker where heartbeat_at > now() - interval '1 minute'")


@dataclass(frozen=True, slots=True)
class Check:
    """One part: `tone` is done, waiting or refused."""

    name: str
    tone: str
    state: str
    detail: str


def checks(behind: Sequence[str], queue: Mapping[str | None, QueueState]) -> list[Check]:
    """Every part, worst news in its own words."""
    return [
        _database(),
        _schemas(behind),
        _queue(queue),
        _workers(),
        _outbox(),
        _books(),
        _disk(),
        _mail(),
        _documents(),
    ]


def _database() -> Check:
    version, size = db.session.execute(
        text("select current_setting('server_version'), pg_database_size(current_database())")
    ).one()
    megabytes = _("%(size)s MiB", size=size // 1024**2)
    return Check(_("Database"), "done", _("Answers"), f"PostgreSQL {version}, {megabytes}")


def _schemas(behind: Sequence[str]) -> Check:
    if not behind:
        return Check(_("Schemas"), "done", _("Up to date"), _("Every tenant is at this release's version"))
    names = ", ".join(behind[:5])
    return Check(_("Schemas"), "refused", _("%(count)s behind", count=len(behind)), names)


def _queue(queue: Mapping[str | None, QueueState]) -> Check:
    lag = max((state.lag for state in queue.values()), default=0)
    failed = sum(state.failed for state in queue.values())
    waiting = sum(state.waiting for state in queue.values())
    detail = _(
        "%(waiting)s due, the oldest for %(lag)s s; %(failed)s given up in a day",
        waiting=waiting,
        lag=lag,
        failed=failed,
    )
    if settings().broker_url:
        return Check(_("Job queue"), "done", _("Outside"), _("Jobs travel by the broker of BROKER_URL"))
    tone = "refused" if failed else "waiting" if lag > SLOW_SECONDS else "done"
    state = {"refused": _("Jobs were given up"), "waiting": _("Behind"), "done": _("Flows")}[tone]
    return Check(_("Job queue"), tone, state, detail)


def _workers() -> Check:
    if settings().broker_url or db.session.scalar(text("select to_regclass('dramatiq.worker')")) is None:
        return Check(
            _("Workers"), "waiting", _("Not counted"), _("They are counted with the broker in PostgreSQL")
        )
    number = db.session.scalar(WORKERS) or 0
    if number:
        return Check(
            _("Workers"), "done", _("%(number)s at work", number=number), _("Seen in the last minute")
        )
    return Check(
        _("Workers"), "refused", _("None"), _("Orders go through; mails, documents and figures wait")
    )


def _outbox() -> Check:
    lag, dead = db.session.execute(OUTBOX).one()
    if dead:
        words = _("Open the tenant and try them again; the oldest event waits for %(lag)s s", lag=lag)
        return Check(
            _("Outbox"),
            "refused",
            ngettext("%(num)s reaction given up", "%(num)s reactions given up", dead),
            words,
        )
    tone, state = ("waiting", _("Behind")) if (lag or 0) > SLOW_SECONDS else ("done", _("Flows"))
    return Check(_("Outbox"), tone, state, _("The oldest event waits for %(lag)s s", lag=lag or 0))


def _books() -> Check:
    found = proofs.broken()
    if not found:
        return Check(_("Books"), "done", _("No breaks"), _("Every tenant is reconciled each six hours"))
    state = ngettext("%(num)s tenant with breaks", "%(num)s tenants with breaks", len(found))
    names = ", ".join(f"{slug} ({number})" for slug, number in found[:5])
    return Check(_("Books"), "refused", state, names)


def _disk() -> Check:
    usage = shutil.disk_usage(settings().data_dir if settings().data_dir.exists() else "/")
    free = _("%(free)s GiB free of %(total)s", free=usage.free // 1024**3, total=usage.total // 1024**3)
    if usage.free / usage.total < LITTLE_ROOM:
        return Check(_("Disk"), "refused", _("Nearly full"), free)
    return Check(_("Disk"), "done", _("Room enough"), free)


def _mail() -> Check:
    if settings().smtp_url:
        return Check(_("Mail"), "done", _("Sent"), _("By the server of SMTP_URL"))
    return Check(_("Mail"), "waiting", _("Caught"), _("Without SMTP_URL mails are kept and shown, not sent"))


def _documents() -> Check:
    if _has_pango():
        return Check(_("Documents"), "done", _("As PDF"), "WeasyPrint")
    install = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Check(
        _("Documents"),
        "waiting",
        _("As print-ready pages"),
        _("For PDF install Pango: %(command)s", command=install),
    )


def _has_pango() -> bool:
    if find_spec("weasyprint") is None:
        return False
    return find_library("pango-1.0") is not None
