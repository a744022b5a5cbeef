"""The command line: the contract's shapes, answers on standard output, refusals on standard error."""

import json
import zipfile

import pytest
from dramatiq.brokers.stub import StubBroker
from sqlalchemy import text

from app import cli
from app.core import jobs, tenancy
from app.core.db import db
from tenants.databases import owner_engine
from tests.support.clients import visit_host
from workers import broker

CREATE = (
    "tenant", "create", "gamma", "--name", "Gamma", "--country", "fr", "--currency", "eur",
    "--admin-email", "ada@example.com",
)  # fmt: skip
PASSWORD = ("--admin-password", "words that nobody guesses")


@pytest.fixture
def galleria(database, capsys):
    """Runs a command; answers its exit code, the JSON of its last line, and what went to standard error."""
    before = jobs._sender, tenancy._directory
    broker.use(StubBroker())

    def run(*arguments):
        code = cli.main([*arguments, "--json"])
        said = capsys.readouterr()
        lines = said.out.strip().splitlines()
        return code, json.loads(lines[-1]) if lines else None, said.err

    yield run
    jobs.set_sender(before[0])
    tenancy._directory = before[1]


@pytest.mark.req("TEN-04")
def test_create_answers_as_the_contract_says_and_the_tenant_is_served_at_once(galleria, app):
    visitor = visit_host(app, "gamma.localhost")
    assert visitor.get("/admin/sign-in").status_code == 404
    code, told, _err = galleria(*CREATE, *PASSWORD, "--tax", "excluded")
    assert code == 0
    assert told.keys() >= {"slug", "schema", "seconds"}
    assert told["slug"] == "gamma"
    assert "invitation" not in told
    assert visitor.get("/admin/sign-in").status_code == 200
    with owner_engine().connect() as connection:
        made = text("select country, currency, tax_included from shared.tenant where slug = 'gamma'")
        assert tuple(connection.execute(made).one()) == ("FR", "EUR", False)


def test_without_a_password_a_link_is_printed_that_works(galleria, app):
    _code, told, _err = galleria(*CREATE)
    path = told["invitation"].partition("8000")[2]
    assert path.startswith("/admin/invitation/")
    assert visit_host(app, "gamma.localhost").get(path).status_code == 200


@pytest.mark.parametrize(("arguments", "words"), [
    ((*CREATE[:2], "console", *CREATE[3:]), "kept for the platform"),
    ((*CREATE[:2], "X", *CREATE[3:]), "2 to 40"),
    ((*CREATE[:2], "alpha", *CREATE[3:]), "taken"),
    ((*CREATE, "--admin-password", "short"), "admin_password"),
    (("tenant", "suspend", "nobody"), "no tenant called nobody"),
    (("tenant", "delete", "alpha"), "is active"),
    (("stock", "set", "--tenant", "alpha", "--sku", "NONE", "--location", "main", "--quantity", "1"), "SKU"),
    (("catalog", "import", "--tenant", "alpha", "--format", "galleria-csv", "/nowhere.csv"), "/nowhere.csv"),
    (("api-key", "create", "--tenant", "alpha", "--name", "n", "--scopes", "everything"), "scopes"),
])  # fmt: skip
def test_refusals_go_to_standard_error(galleria, arguments, words):
    code, told, err = galleria(*arguments)
    assert code == 1
    assert told is None
    assert words in err


def test_bad_usage_is_told_and_not_zero(galleria):
    with pytest.raises(SystemExit) as ended:
        galleria("tenant", "create")
    assert ended.value.code == 2


def test_list_shows_slug_name_status_and_host(galleria):
    _code, told, _err = galleria("tenant", "list")
    first = told["tenants"][0]
    shown = {name: first[name] for name in ("slug", "name", "status", "host")}
    assert shown == {"slug": "alpha", "name": "Alpha Goods", "status": "active", "host": "alpha.localhost"}


@pytest.mark.req("TEN-05")
def test_a_tenants_life(galleria, directory, tmp_path):
    galleria(*CREATE, *PASSWORD)
    assert galleria("tenant", "go-live", "gamma")[1]["test_mode"] is False
    assert galleria("tenant", "go-live", "gamma")[0] == 1
    assert galleria("tenant", "suspend", "gamma", "--reason", "unpaid")[1]["status"] == "suspended"
    assert galleria("tenant", "reactivate", "gamma")[1]["status"] == "active"
    galleria("tenant", "suspend", "gamma")
    assert "Export" in galleria("tenant", "delete", "gamma")[2]
    code, told, _err = galleria("tenant", "export", "gamma", str(tmp_path / "gamma.zip"))
    assert (code, told["slug"]) == (0, "gamma")
    assert galleria("tenant", "delete", "gamma")[1]["status"] == "deleting"
    assert "not over" in galleria("tenant", "delete", "gamma", "--confirm", "gamma")[2]
    galleria("tenant", "reactivate", "gamma")
    galleria("tenant", "suspend", "gamma")
    galleria("tenant", "export", "gamma", str(tmp_path / "gamma.zip"))
    galleria("tenant", "delete", "gamma", "--waiting-days", "0")
    assert galleria("tenant", "delete", "gamma", "--confirm", "gamma")[1]["status"] == "deleted"
    assert galleria("tenant", "list")[1]["tenants"][-1]["slug"] == "beta"


def test_an_export_has_tables_people_in_clear_and_no_secrets(galleria, make, tmp_path, other_tenant):
    make.customer(email="casey@example.com", name="Casey Customer")
    make.of(other_tenant).customer(email="stranger@example.com")
    make.product(sku="MUG")
    person = make.staff(email="sam@example.com")
    galleria("tenant", "export", "alpha", str(tmp_path / "alpha.zip"))
    with zipfile.ZipFile(tmp_path / "alpha.zip") as archive:
        assert archive.testzip() is None
        assert b"MUG" in archive.read("tables/variant.csv")
        assert b"casey@example.com" in archive.read("people/customers.csv")
        assert b"sam@example.com" in archive.read("people/staff.csv")
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"stranger@example.com" not in everything
    assert person.password_hash.encode() not in everything


def test_a_key_made_here_works_and_has_no_limit_unless_asked(galleria, app):
    _code, told, _err = galleria(
        "api-key", "create", "--tenant", "alpha", "--name", "bench", "--scopes", "all"
    )
    client = visit_host(app, "alpha.localhost", authorization=f"Bearer {told['key']}")
    assert client.get("/api/v1/orders").status_code == 200
    made = galleria(
        "api-key", "create", "--tenant", "alpha", "--name", "n", "--scopes", "stock:read", "--rate", "5"
    )
    limited = visit_host(app, "alpha.localhost", authorization=f"Bearer {made[1]['key']}")
    assert limited.get("/api/v1/orders").status_code == 403
    stranger = visit_host(app, "beta.localhost", authorization=f"Bearer {told['key']}")
    assert stranger.get("/api/v1/orders").status_code == 401


def test_stock_is_set_and_below_zero_refused(galleria, make, unit, tenant):
    make.product(sku="MUG", stock=3)
    where = ("stock", "set", "--tenant", "alpha", "--sku", "MUG", "--location", "main", "--quantity")
    assert galleria(*where, "7")[1]["quantity"] == 7
    assert galleria(*where, "-1")[0] != 0


def test_the_database_tells_where_its_schemas_stand(galleria):
    code, told, _err = galleria("db", "status")
    assert code == 0
    assert told["tenants"]["behind"] == []
    assert galleria("db", "upgrade")[0] == 0


def test_an_operator_can_be_made_once(galleria):
    code, told, _err = galleria("operator", "create", "--email", "op@example.com")
    assert code == 0
    assert told["password"]
    assert galleria("operator", "create", "--email", "OP@example.com")[0] == 1


def test_reconcile_counts_what_it_checked_and_fails_on_a_violation(galleria, make, unit, tenant):
    code, told, _err = galleria("reconcile", "--tenant", "alpha")
    assert (code, told["violations"]) == (0, [])
    assert told["checked"]
    make.product(sku="MUG", stock=3)
    with unit(tenant):
        db.session.execute(text("update stock_level set on_hand = 4"))
    code, told, _err = galleria("reconcile", "--tenant", "alpha")
    assert code == 1
    assert told["violations"]


def test_an_import_answers_as_the_contract_says(galleria, tmp_path):
    file = tmp_path / "products.csv"
    file.write_text("handle,title,sku,price\nmug,Mug,MUG,12.50\n")
    command = ("catalog", "import", "--tenant", "alpha", "--format", "galleria-csv", str(file))
    code, told, _err = galleria(*command, "--dry-run")
    assert code == 0, told
    assert told.keys() >= {"products", "variants", "created", "updated", "unchanged", "errors", "warnings"}


def test_setting_stock_begins_the_count(galleria, make, tenant, shop):
    make.product(sku="MUG", stock=None)
    said = ("stock", "set", "--tenant", tenant.slug, "--sku", "MUG", "--location", "main", "--quantity")
    code, told, _err = galleria(*said, "0")
    assert (code, told["counting_began"], told["entry"]) == (0, True, 0)
    assert shop.get("/api/v1/products").json["items"][0]["in_stock"] is False
    _code, told, _err = galleria(*said, "5")
    assert told["counting_began"] is False
    assert told["entry"] > 0
