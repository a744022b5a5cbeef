"""Files of products as strangers make them: other words, languages, orders and encodings; and files made to hurt."""

import io
import json
import os
import tempfile
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from sqlalchemy import select

from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.models import Product, Variant
from app.domains.catalog.strategies import workbooks
from app.domains.catalog.strategies.registry import FORMATS, detect
from app.flows import import_catalog

SHARED = Path(os.environ.get("GALLERIA_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def read(data, kind=None, currency="EUR"):
    source = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    parsed = FORMATS[kind or detect(source)].read(source, currency)
    return list(parsed.products), parsed.errors, parsed.warnings


def workbook(*lines):
    out = io.BytesIO()
    workbooks.write(out, lines)
    return out.getvalue()


GERMAN = (
    "Artikelnummer;Bezeichnung;Verkaufspreis;Bestand;Marke;Kategorie;Gewicht;EAN\n"
    "A1;Becher;1.299,00 €;12;Acme;Küche > Tassen;1,5 kg;4006381333931\n"
)
FRENCH = (
    "Référence;Titre;Prix TTC;Quantité en stock;Marque;Catégories;Poids (kg);Code-barres\n"
    "A1;Becher;1 299,00;12;Acme;Küche > Tassen;1,5;4006381333931\n"
)
SPANISH = (
    "Código de barras,Referencia,Existencias,Precio,Nombre,Marca,Categoría,Peso (kg)\n"
    '4006381333931,A1,12,"1299,00",Becher,Acme,Küche > Tassen,"1,5"\n'
)


@pytest.mark.req("CAT-06")
@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lists_in_other_languages_are_read(text, encoding):
    (product,), errors, _ = read(text.encode(encoding))
    (variant,) = product.variants
    assert errors == []
    assert (product.title, product.brand, product.categories) == ("Becher", "Acme", (("Küche", "Tassen"),))
    assert (variant.sku, variant.price, variant.weight_grams) == ("A1", 129900, 1500)
    assert (variant.quantity, variant.barcode) == (Decimal(12), "4006381333931")


@pytest.mark.parametrize("head", [
    ("ID,Typ,Artikelnummer,Name,Veröffentlicht,Angebotspreis,Regulärer Preis,Bestand,Kategorien,Übergeordnet,"
    "Attribut 1 Name,Attribut 1 Wert(e)"),
    ("ID,Type,UGS,Nom,Publié,Tarif promo,Tarif régulier,Stock,Catégories,Parent,Nom de l'attribut 1,"
    "Valeur(s) de l\u2019attribut 1"),
    ("ID,Tipo,SKU,Nombre,Publicado,Precio rebajado,Precio normal,Inventario,Categorías,Superior,"
    "Nombre del atributo 1,Valor(es) del atributo 1"),
])  # fmt: skip
def test_woocommerce_in_other_languages_with_variations_before_their_product(head):
    (product,), errors, _ = read(
        f"{head}\n"
        "2,variation,H-S,Hoodie S,1,35,39,5,,id:1,Size,S\n"
        '1,variable,H,Hoodie,1,,,,Clothing > Hoodies,,Size,"S, M"\n'
        "3,variation,H-M,Hoodie M,1,,39,5,,H,Size,M\n"
    )
    assert errors == []
    found = [(v.sku, v.option_values, v.price, v.compare_at) for v in product.variants]
    assert found == [("H-S", ("S",), 3500, 3900), ("H-M", ("M",), 3900, None)]


@pytest.mark.parametrize(("head", "kind"), [
    ("Handle,Title,Body (HTML),Variant Price", "shopify-csv"),
    ("Title,URL handle,Description,SKU,Price", "shopify-csv"),
    ("ID,Type,SKU,Name,Published,Regular price", "woocommerce-csv"),
    ("sku,store_view_code,attribute_set_code,product_type,name,price", "magento-csv"),
    ("handle,title,sku,price", "galleria-csv"),
    ("Artikelnummer;Bezeichnung;Preis", "galleria-csv"),
    ("<rss xmlns:g='http://base.google.com/ns/1.0'><channel/></rss>", "google-rss"),
    ("<?xml version='1.0'?><artikelliste/>", "galleria-xml"),
])  # fmt: skip
def test_the_format_is_seen_in_the_file(head, kind):
    assert detect(io.BytesIO(head.encode())) == kind


def test_the_newer_columns_of_shopify_are_read():
    (product,), errors, _ = read(
        "Title,URL handle,Description,Vendor,Published on online store,Status,SKU,Option1 name,Option1 value,Price,"
        "Compare-at price,Inventory tracker,Inventory quantity,Continue selling when out of stock,"
        "Weight value (grams),Product image URL\n"
        "Shirt,shirt,<p>x</p>,V,TRUE,Active,S-1,Size,S,19.99,25,shopify,4,DENY,200,https://x.example/1.jpg\n"
        ",shirt,,,,,S-2,,M,19.99,,shopify,4,CONTINUE,200,\n"
    )
    assert errors == []
    assert (product.key, product.brand, product.status, len(product.pictures)) == ("shirt", "V", "active", 1)
    assert [(v.compare_at, v.tracked, v.backorder) for v in product.variants] == [
        (2500, True, False), (None, True, True),
    ]  # fmt: skip


@pytest.mark.parametrize(("cells", "amounts"), [
    (["1,299", "12.50"], [129900, 1250]),
    (["1.299", "12,50"], [129900, 1250]),
    (["1.299,00 EUR", "€ 7", "7,- €"], [129900, 700, 700]),
    (["1'299.00", "1 299,00"], [129900, 129900]),
    (["1,299"], []),
])  # fmt: skip
def test_thousands_and_decimals_are_told_apart_by_the_whole_column(cells, amounts):
    text = "sku;name;price\n" + "".join(f"S{n};N{n};{cell}\n" for n, cell in enumerate(cells))
    products, errors, _ = read(text)
    assert [product.variants[0].price for product in products] == amounts
    assert len(errors) == len(cells) - len(amounts)


@pytest.mark.parametrize(
    "cell", ["abc", "-5", "12.505", "CHF 3", "NaN", "1e3", "1.2.3", "", "=1+1", "\uff19"]
)
def test_a_price_that_cannot_be_read_is_an_error_at_its_row(cell):
    products, errors, _ = read(f"sku;name;price\nA;N;{cell}\nB;M;2.00\n")
    assert [product.title for product in products] == ["M"]
    assert [(problem.row, problem.field) for problem in errors] == [(2, "price")]


def test_rows_too_short_or_long_keep_their_products_out_and_others_in():
    products, errors, _ = read(
        "handle,title,option1_value,sku,price,,\na,A,S,A-S,1,,\nb,B,S,B-S,1\n,,,,,,\na,,M\nc,C,,C,3,,,\nb,,M,B-M,1,x\n"
    )
    assert [product.title for product in products] == ["C"]
    assert [problem.row for problem in errors] == [5, 7]


def test_one_sku_on_two_products_is_left_for_the_loading_to_settle():
    products, errors, _ = read("sku,name,price\nA,Mug,1\nA,Cup,2\n")
    assert ([product.title for product in products], errors) == (["Mug", "Cup"], [])


def test_a_cell_too_long_is_an_error_and_a_long_description_is_not():
    products, errors, _ = read(f"sku,name,description,price\nA,Mug,{'x' * 10_000},1\nB,{'y' * 10_000},z,1\n")
    assert [product.title for product in products] == ["Mug"]
    assert [(problem.row, problem.field) for problem in errors] == [(3, "name")]


def test_a_quote_that_is_never_closed_leaves_no_half_product():
    products, errors, _ = read('handle,title,option1_value,price\na,A,S,1\nb,B,S,1\nb,,"M,2\nb,,L,3\n')
    assert [product.title for product in products] == ["A"]
    assert errors


def test_columns_in_any_order_and_colours_as_columns_make_variants():
    (product,), errors, _ = read(
        "Price;Farbe;Größe;Parent SKU;SKU;Produktname\n1;rot;S;T;T-1;Shirt\n1;rot;M;T;T-2;Shirt\n1;blau;M;T;T-3;Shirt\n"
    )
    assert errors == []
    assert product.option_names == ("Farbe", "Größe")
    assert [v.option_values for v in product.variants] == [("rot", "S"), ("rot", "M"), ("blau", "M")]


def test_xml_of_strangers_is_read_with_nested_variants():
    (product,), errors, _ = read(
        "<?xml version='1.0' encoding='ISO-8859-1'?><artikelliste><artikel><artikelnummer>A</artikelnummer>"
        "<bezeichnung>Stühle</bezeichnung><kategorie>Möbel</kategorie><beschreibung><![CDATA[<b>x</b>]]></beschreibung>"
        "<bilder><bild>https://x.example/1.jpg</bild><bild>https://x.example/2.jpg</bild></bilder><varianten>"
        "<variante><artikelnummer>A-1</artikelnummer><farbe>rot</farbe><preis>13,50</preis></variante>"
        "<variante><artikelnummer>A-2</artikelnummer><farbe>blau</farbe><preis>14,50</preis></variante>"
        "</varianten></artikel></artikelliste>".encode("latin-1")
    )
    assert errors == []
    assert (product.title, product.categories, len(product.pictures)) == ("Stühle", (("Möbel",),), 2)
    assert [(v.sku, v.price, v.option_values) for v in product.variants] == [
        ("A-1", 1350, ("rot",)), ("A-2", 1450, ("blau",)),
    ]  # fmt: skip


def test_a_workbook_is_read_by_every_table_format():
    data = workbook(("Handle", "Title", "Variant Price", "Variant SKU"), ("m", "Müg", "12.50", "0012"))
    (product,), errors, _ = read(data)
    assert errors == []
    assert (product.title, product.variants[0].price, product.variants[0].sku) == ("Müg", 1250, "0012")


def test_cells_of_a_workbook_are_read_as_people_see_them():
    half_past = datetime(2026, 5, 1, 10, 30)  # noqa: DTZ001 - spreadsheets know no zones
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["SKU", "Name", "Price", "Tags", "Barcode"])
    sheet.append([])
    sheet.append([12, CellRichText("A ", TextBlock(InlineFont(b=True), "mug")), 19.989999999999998])
    sheet["A3"].number_format = "00000"
    sheet["D3"] = date(2026, 5, 1)
    sheet["E3"] = 4006381333931.0
    sheet.append(["0012", True, "1.299,00 €", half_past, "=1+1"])
    sheet["B4"].value = True
    out = io.BytesIO()
    book.save(out)
    rows = list(workbooks.records(io.BytesIO(out.getvalue())))
    assert rows[1:] == [
        ["", "", "", "", ""],
        ["00012", "A mug", "19.99", "2026-05-01", "4006381333931"],
        ["0012", "true", "1.299,00 €", "2026-05-01 10:30:00", ""],
    ]
    (product,), errors, _ = read(workbook(*rows[:3]))
    assert errors == []
    assert (product.row, product.title, product.variants[0].sku) == (3, "A mug", "00012")


def test_a_workbook_is_written_and_read_without_growing():
    wide = ("S", "x" * 2000, "=1+1", "007", "#N/A")
    rows = lambda: ((f"{n}", *wide) for n in range(4000))  # noqa: E731 - each time anew
    tracemalloc.start()
    with tempfile.TemporaryFile() as file:
        workbooks.write(file, rows())
        read_back = sum(tuple(row[1:]) == wide for row in workbooks.records(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read_back == 4000
    assert peak < 6 * 1024 * 1024  # the rows themselves are more than 8 MiB


def test_texts_longer_than_a_spreadsheet_holds_are_not_cut():
    text = "y" * 40_000
    assert list(workbooks.records(io.BytesIO(workbook((text,))))) == [[text]]


@pytest.mark.parametrize("data", [
    b"PK\x03\x04 this is no archive", workbook(), b"<!DOCTYPE html><html></html>", b"[{}]", b"\x00" * 5000,
    b"<a><product/></a>", b"<a><product><title>x</title>", b"%PDF-1.7", "\ud83d\ude00".encode("utf-8", "surrogatepass"),
])  # fmt: skip
@pytest.mark.parametrize("kind", [*FORMATS, None])
def test_what_is_no_list_of_products_is_refused_in_words(data, kind):
    products, errors, _ = read(data, kind)
    assert products == []
    assert errors
    assert errors[0].message


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_OTHER"])
def test_a_workbook_that_unpacks_to_gigabytes_is_refused(monkeypatch, limit):
    monkeypatch.setattr(workbooks, limit, 400)
    products, errors, _ = read(workbook(("sku", "name", "price"), ("A", "B", "1")), "galleria-xlsx")
    assert products == []
    assert "too large" in errors[0].message


def changed(part, text):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("x",)))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, text if name.endswith(part) else old.read(name))
    return out.getvalue()


def test_entities_and_endless_rows_of_a_workbook_do_no_harm():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData>&a;</sheetData></worksheet>'
    _, errors, _ = read(changed("sheet1.xml", bomb), "galleria-xlsx")
    assert "entities" in errors[0].message
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    far = f'<worksheet {main}><sheetData><row r="99999999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    assert list(workbooks.records(io.BytesIO(changed("sheet1.xml", far)))) == []


@pytest.mark.parametrize(
    "section", ["xss", "sqli", "csv_formula", "path_traversal", "ssrf_urls", "naughty_strings"]
)
def test_hostile_words_are_kept_as_words(tenant, count, unit, section):
    path = SHARED / "data/bad-input/payloads_sample.json"
    if not path.exists():
        pytest.skip(f"{path} is not there: set GALLERIA_SHARED to the folder of real inputs")
    found = json.loads(path.read_text())[section]
    payloads = [next(iter(each.values())) if isinstance(each, dict) else each for each in found]
    data = workbook(
        ("sku", "name", "description", "price", "picture"),
        *((f"S{n}", payload, payload, "1.00", payload) for n, payload in enumerate(payloads)),
    )
    with tenant_scope(tenant), acting_as(system("test")):
        report = import_catalog.import_data(data, format="auto")
    assert report.created + len({problem.row for problem in report.errors}) == len(payloads)
    assert count(Product) == count(Variant) == report.created
    with unit(tenant):
        from app.core.db import db

        for html in db.session.scalars(select(Product.description)):
            assert "<script" not in html.lower()
            assert "<img" not in html.lower()


REAL = [
    ("shopify/packt_product_data.csv", "USD", 20, 21, 0),
    ("woocommerce/sample_products.csv", "USD", 16, 21, 2),
    ("magento/ConfigurableSampleData/products.csv", "USD", 147, 1847, 0),
    ("magento/CatalogSampleData/SimpleProduct/products_gear_bags.csv", "USD", 14, 14, 0),
    ("magento/CatalogSampleData/SimpleProduct/products_gear_fitness_equipment.csv", "USD", 9, 9, 0),
    ("magento/CatalogSampleData/SimpleProduct/products_gear_fitness_equipment_ball.csv", "USD", 9, 9, 0),
    ("magento/CatalogSampleData/SimpleProduct/products_gear_fitness_equipment_strap.csv", "USD", 3, 3, 0),
    ("magento/CatalogSampleData/SimpleProduct/products_gear_watches.csv", "USD", 9, 9, 0),
    ("magento/DownloadableSampleData/products_training_video_download.csv", "USD", 6, 6, 0),
    ("magento/GroupedProductSampleData/yoga_grouped.csv", "USD", 0, 0, 1),
    ("magento/BundleSampleData/yoga_bundle.csv", "USD", 0, 0, 1),
    ("google/merchant_feed_rss2_example.xml", "USD", 1, 2, 0),
    ("criteo/xml_criteo_feed_sample.xml", "EUR", 1, 1, 0),
    ("meta/dpa_sample_feed_atom.xml", "GBP", 1, 1, 0),
    ("meta/dpa_sample_feed_rss.xml", "GBP", 1, 1, 0),
]  # fmt: skip


@pytest.mark.req("CAT-06")
@pytest.mark.parametrize(("name", "currency", "products", "variants", "errors"), REAL)
def test_real_files_are_read_whole_in_the_format_they_show(name, currency, products, variants, errors):
    path = SHARED / "data/catalogs" / name
    if not path.exists():
        pytest.skip(f"{path} is not there: set GALLERIA_SHARED to the folder of real inputs")
    found, problems, _ = read(path.read_bytes(), currency=currency)
    assert (len(found), sum(len(each.variants) for each in found), len(problems)) == (
        products,
        variants,
        errors,
    )
