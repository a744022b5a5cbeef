"""What was wrong with a file is said in the language of whoever reads it, also after the run was kept."""

import html
import json

from app.core.i18n import locale_scope
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.flows import import_catalog, run_import
from app.flows.import_report import ImportReport, in_words

FILE = "sku,title,price,quantity\nA,Mug,abc,1\nB,Jug,5.00,x\nC,,5.00,1\n,Cup,5.00,-2\nA,Twice,1.00\n"
GERMAN = [
    "'abc' ist kein Betrag; schreiben Sie ihn wie 1299,00",
    "'x' ist keine Menge; schreiben Sie eine Zahl wie 12",
    "Ein Produkt braucht einen Titel",
    "Diese Zeile hat 3 Zellen, die Kopfzeile 4",
]


def test_errors_are_kept_so_that_every_reader_has_them_in_their_language(tenant):
    with tenant_scope(tenant), acting_as(system("test")):
        report = import_catalog.import_data(FILE.encode(), format="galleria-csv")
    kept = json.loads(json.dumps(report.kept()))
    with locale_scope("de"):
        said = [in_words(each) for each in kept["errors"]]
        warned = [in_words(each) for each in kept["warnings"]]
    assert [words for words in GERMAN if words not in said] == []
    assert "Die Menge -2 liegt unter 0; 0 wird verwendet" in warned
    with locale_scope("en"):
        assert [in_words(each) for each in kept["errors"]] == [problem.message for problem in report.errors]
    assert json.loads(json.dumps(ImportReport.of_kept(kept).kept())) == kept


def test_a_german_screen_says_what_is_wrong_in_german(tenant, admin):
    with tenant_scope(tenant), acting_as(system("test")):
        run_id = run_import.receive(FILE.encode(), name="list.csv", format="galleria-csv")
        broken = run_import.receive(b"PK\x03\x04 nothing", name="list.xlsx", format="galleria-xlsx")
    admin.post("/admin/profile/", data={"name": "Sam", "locale": "de", "csrf_token": "test-csrf"})
    page = html.unescape(admin.get(f"/admin/imports/{run_id}").text)
    assert "Ein Produkt braucht einen Titel" in page
    assert "A product needs a title" not in page
    assert "sie ist keine lesbare Arbeitsmappe" in admin.get(f"/admin/imports/{broken}").text
