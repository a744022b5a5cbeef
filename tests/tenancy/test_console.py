"""The operators' console: its own door, figures without people, what operators do to tenants."""

import re
from pathlib import Path
from typing import get_args
from uuid import UUID

import pyotp
import pytest
from sqlalchemy import select

from app.config import override
from app.core import clock
from app.core.db import db, unit_of_work
from app.core.tenancy import shared_scope
from app.domains.identity import service as identity
from app.flows.gather_figures import gather_figures
from app.flows.run_control_job import run_control_job
from tenants import operators, work
from tenants.console.deeds import deed
from tenants.databases import owner_engine
from tenants.models import ControlAudit, ControlJob, Operator
from tests.support.clients import visit_host
from tests.support.cluster import SECRET
from tests.support.units import control

PASSWORD = "an operator's own words"
EMAIL = "op@example.com"


@pytest.fixture
def operator(database):
    return operators.create(owner_engine(), email=EMAIL, name="Olga", password=PASSWORD)


@pytest.fixture
def console(app):
    return visit_host(app, "console.localhost")


@pytest.fixture
def inside(console, operator):
    answer = sign_in(console)
    assert answer.status_code == 303
    return console


def sign_in(client, password=PASSWORD):
    return client.post("/console/sign-in", data={"email": EMAIL, "password": password})


def post(client, url, **data):
    """Post a form as the page would, with its token."""
    page = client.get("/console/operators/me").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token, "the page carries no token"
    return client.post(url, data={"csrf_token": token[1], **data})


def shared(query):
    with shared_scope(), unit_of_work():
        return db.session.scalars(query).all()


def test_the_console_begins_at_its_door(console):
    assert console.get("/").headers["Location"] == "/console/"
    assert console.get("/console/").headers["Location"].startswith("/console/sign-in")
    assert console.get("/console/sign-in").status_code == 200


@pytest.mark.req("TEN-03")
def test_no_tenant_person_reaches_the_console(admin, shop, console, make):
    for path in ("/console/", "/console/tenants/", "/console/sign-in"):
        assert admin.get(path).status_code == 404
        assert shop.get(path).status_code == 404
    make.staff(email=EMAIL, password=PASSWORD)
    assert sign_in(console).status_code == 401


@pytest.mark.req("TEN-03")
def test_tenants_are_listed_with_figures_and_without_people(inside, make, tenant):
    make.order(email="buyer@example.com", name="Bea Buyer", unit_price=1250)
    gather_figures()
    page = inside.get("/console/tenants/").get_data(as_text=True)
    assert "alpha.localhost" in page
    assert "12.50" in page
    assert "Bea Buyer" not in page
    assert "buyer@example.com" not in page


def test_every_page_of_the_console_opens(inside, tenant):
    for path in ("tenants/", "tenants/new", "tenants/alpha", "health/", "jobs/", "migrations/", "plans/",
                 "journal/", "operators/", "operators/me", "prove"):  # fmt: skip
        assert inside.get(f"/console/{path}").status_code == 200, path


@pytest.mark.req("TEN-05")
def test_suspension_is_felt_at_once_and_reactivation_brings_all_back(inside, shop, api, tenant):
    post(inside, "/console/tenants/alpha/suspension", reason="unpaid")
    assert shop.get("/admin/sign-in").status_code == 503
    assert api.get("/api/v1/orders").status_code == 403
    post(inside, "/console/tenants/alpha/reactivation")
    assert shop.get("/admin/sign-in").status_code != 503
    assert api.get("/api/v1/orders").status_code == 200
    actions = shared(select(ControlAudit.action).order_by(ControlAudit.id))
    assert actions[-2:] == ["tenancy.suspended", "tenancy.reactivated"]


def test_a_form_without_its_token_is_refused(inside, shop):
    answer = inside.post("/console/tenants/alpha/suspension", data={"reason": "forged"})
    assert answer.status_code == 403
    assert shop.get("/admin/sign-in").status_code != 503


@pytest.mark.req("TEN-04")
def test_a_tenant_is_made_by_a_job(inside, app):
    form = {"name": "Gamma", "slug": "gamma", "country": "fr", "currency": "eur", "tax": "included",
            "plan": "standard", "admin_email": "g@example.com"}  # fmt: skip
    job = UUID(post(inside, "/console/tenants/", **form).headers["Location"].rsplit("/", 1)[1])
    assert "Waiting for a worker" in inside.get(f"/console/jobs/{job}").get_data(as_text=True)
    run_control_job(job)
    assert "Done" in inside.get(f"/console/jobs/{job}").get_data(as_text=True)
    assert visit_host(app, "gamma.localhost").get("/admin/sign-in").status_code == 200
    kept = shared(select(ControlJob).where(ControlJob.id == job))[0]
    assert kept.request == {}, "the administrator's address is forgotten"


def test_a_taken_name_is_refused_on_the_form(inside, tenant):
    form = {"name": "Again", "slug": "alpha", "country": "DE", "currency": "EUR", "tax": "included",
            "plan": "standard", "admin_email": "g@example.com"}  # fmt: skip
    answer = post(inside, "/console/tenants/", **form)
    assert answer.status_code == 409
    assert "alpha is taken" in answer.get_data(as_text=True)


@pytest.mark.req("TEN-05")
def test_deletion_needs_export_waiting_time_and_the_name_again(inside, frozen_clock, directory, tenant):
    delete = "/console/tenants/alpha/deletion"
    assert post(inside, delete, slug="alpha").status_code == 409
    post(inside, "/console/tenants/alpha/suspension", reason="leaving")
    assert post(inside, delete, slug="alpha").status_code == 409
    job = post(inside, "/console/tenants/alpha/export").headers["Location"].rsplit("/", 1)[1]
    run_control_job(UUID(job))
    post(inside, delete, slug="wrong")
    assert directory.by_slug("alpha").status == "suspended"
    post(inside, delete, slug="alpha")
    assert directory.by_slug("alpha").status == "deleting"
    assert post(inside, delete, slug="alpha").status_code == 409


def test_five_wrong_passwords_lock_the_account(console, operator):
    for _ in range(5):
        assert sign_in(console, "wrong words").status_code == 401
    assert sign_in(console).status_code == 401


def test_a_second_factor_is_asked_for_and_counts_once(inside, app, operator, frozen_clock):
    post(inside, "/console/operators/me/second-factor")
    with shared_scope(), unit_of_work():
        secret, _uri = operators.pending_totp(operator.id)
    code = pyotp.TOTP(secret).at(int(clock.now().timestamp()))
    assert post(inside, "/console/operators/me/second-factor/confirmation", code=code).status_code == 303
    fresh = visit_host(app, "console.localhost")
    assert "/console/sign-in/code" in sign_in(fresh).headers["Location"]
    assert fresh.get("/console/tenants/").status_code == 303
    assert fresh.post("/console/sign-in/code", data={"code": code}).status_code == 401
    later = pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30)
    assert fresh.post("/console/sign-in/code", data={"code": later}).status_code == 303
    assert fresh.get("/console/tenants/").status_code == 200


def test_signing_out_ends_the_session(inside):
    post(inside, "/console/sign-out")
    assert inside.get("/console/tenants/").status_code == 303


def test_a_disabled_operator_is_out_at_once(inside, operator):
    with owner_engine().begin() as connection:
        connection.execute(Operator.__table__.update().values(disabled_at=clock.now()))
    assert inside.get("/console/tenants/").status_code == 303


def test_a_failed_job_says_why_and_can_be_asked_again(inside, tenant):
    with shared_scope(), unit_of_work():
        job = work.ask("delete_tenant", tenant_id=tenant.id, slug="alpha")
    run_control_job(job)
    assert "The tenant is active" in inside.get(f"/console/jobs/{job}").get_data(as_text=True)
    again = post(inside, f"/console/jobs/{job}/retry").headers["Location"]
    assert again != f"/console/jobs/{job}"


def test_a_job_is_done_by_the_worker_that_its_message_reaches(inside, tenant, run_jobs):
    job = post(inside, "/console/tenants/alpha/export").headers["Location"].rsplit("/", 1)[1]
    assert run_jobs() >= 1
    page = inside.get(f"/console/jobs/{job}").get_data(as_text=True)
    file = re.search(r"/console/tenants/exports/([^\"]+)", page)
    assert file, page
    assert inside.get(file[0]).status_code == 200
    assert inside.get("/console/tenants/exports/..%2Fsecrets").status_code == 404


def test_caught_mails_are_read_in_the_demo_and_never_in_production(inside, tenant, unit, run_jobs):
    with unit(tenant):
        identity.invite(email="ina@example.com", name="Ina", roles=["finance"])
    run_jobs()
    page = inside.get("/console/mails/").get_data(as_text=True)
    link = re.search(r"/console/mails/alpha/[0-9a-f-]{36}", page)
    assert link
    assert "ina@example.com" in inside.get(link[0]).get_data(as_text=True)
    framed = inside.get(f"{link[0]}/html")
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    live = {"environment": "production", "secret_key": SECRET}
    with override(**live):
        assert inside.get("/console/mails/").status_code == 404
        assert inside.get(link[0]).status_code == 404


def test_every_entry_of_the_journal_has_words():
    root = Path(__file__).resolve().parents[2]
    sources = "".join(path.read_text() for path in [*root.glob("tenants/*.py"), *root.glob("app/flows/*.py")])
    actions = set(re.findall(r'"((?:tenancy|operators)\.[a-z_]+)",? ?(?:tenant_id|operator)', sources))
    actions |= {f"operators.{each}" for each in re.findall(r'_note\("operators\.([a-z_]+)"', sources)}
    actions |= {f"control.{kind}_asked" for kind in get_args(work.Kind)}
    assert len(actions) > 15
    assert [action for action in actions if deed(action) == action] == []


def test_pages_renew_their_own_part(inside, tenant):
    with control():
        job = work.ask("migrate")
    for path, part in (("tenants/", "roster"), ("tenants/alpha", "tenant"), ("health/", "health"), ("jobs/", "jobs"),
                       (f"jobs/{job}", "job"), ("migrations/", "runs"), ("mails/", "mails")):  # fmt: skip
        answer = inside.get(f"/console/{path}", headers={"HX-Request": "true"}).get_data(as_text=True)
        assert f'id="{part}"' in answer, path
        assert "<html" not in answer, path


def test_the_journal_is_searched(inside, tenant):
    post(inside, "/console/tenants/alpha/suspension", reason="unpaid bills")
    for words in ("alp", "UNPAID", "tenancy.susp"):
        assert "unpaid bills" in inside.get(f"/console/journal/?q={words}").text
    assert "Nothing fits" in inside.get("/console/journal/?q=nobody%25").text
