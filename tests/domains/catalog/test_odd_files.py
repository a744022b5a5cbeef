"""Files as nobody here has seen them: read for what they mean, or refused with words that say what to do."""

import datetime as dt
import io

import openpyxl
import pytest

from app.domains.catalog.strategies.registry import FORMATS, detect


def read(data, kind=None):
    raw = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    parsed = FORMATS[kind or detect(raw)].read(raw, "EUR", None)
    return parsed, [(v.sku, product.title, v.price) for product in parsed.products for v in product.variants]


def book(*rows, merged=None):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if merged:
        made.active.merge_cells(merged)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


LISTS = {
    "a title and a blank line above the header": (
        "Produktliste Herbst 2026, Stand November;;;\n;;;\nArtikelnr.;Name;VK brutto;Lager\n7;Topf;39,90;4\n",
        [("7", "Topf", 3990)],
    ),
    "a merged title, a date, blank rows and short rows in a workbook": (
        book(
            ["Preisliste", dt.date(2026, 11, 1)], [None], ["SKU", "Product name", "Price", "Stock", "From"],
            [1001, "Pot", 39.9, 4, dt.date(2026, 11, 22)], [None], ["0012", "Pan", "1.249,50 €"],
            merged="A1:B1",
        ),
        [("1001", "Pot", 3990), ("0012", "Pan", 124950)],
    ),
    "the line by which a spreadsheet says its delimiter": ("sep=;\nsku;title;price\n1;A, b;2,50\n", [("1", "A, b", 250)]),
    "prices that name their currency above": (
        "Art.-Nr.;Artikel;Preis in €;Gewicht (kg)\n7;Hammer;1.012,90;0,75\n", [("7", "Hammer", 101290)],
    ),
    "padding, cp1252, quoted newlines and HTML": (
        ' Artikelnummer ; Bezeichnung ;Text; Preis \r\nA;„Größe“;"<p>Schön\r\n</p>";1.234,56 €\r\n;;;\r\n'.encode("cp1252"),
        [("A", "„Größe“", 123456)],
    ),
    "tabs in UTF-16 with every cell in quotes": (
        '"Référence"\t"Désignation"\t"Prix TTC"\n"T"\t"A ""x"""\t"1 249,00 €"\n'.encode("utf-16"), [("T", 'A "x"', 124900)],
    ),
    "bars between the cells": ("sku|name|price\nP|Pen|1,50\n", [("P", "Pen", 150)]),
    "Spanish with a byte order mark and a price in words": (
        "\ufeffReferencia;Nombre;Precio\nC1;Camiseta;12,5\nC3;Bolso;gratis\n", [("C1", "Camiseta", 1250)],
    ),
    "a Latin-1 feed with thousands": (
        '<?xml version="1.0" encoding="ISO-8859-1"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id>'
        "<title>Müsli</title><g:price>1.299,00 EUR</g:price></item></channel></rss>".encode("latin-1"),
        [("1", "Müsli", 129900)],
    ),
    "nested German XML whose second variant names no price": (
        ("<produkte><produkt><artikelnummer>X</artikelnummer><name>Stuhl</name><preis>99,00 €</preis><varianten>"
        "<variante><farbe>rot</farbe><artikelnummer>X-R</artikelnummer></variante>"
        "<variante><farbe>blau</farbe><artikelnummer>X-B</artikelnummer></variante></varianten></produkt></produkte>"),
        [("X-R", "Stuhl", 9900), ("X-B", "Stuhl", 9900)],
    ),
}  # fmt: skip


@pytest.mark.req("CAT-06")
@pytest.mark.parametrize("name", LISTS)
def test_an_odd_list_is_read_for_what_it_means(name):
    data, wanted = LISTS[name]
    assert read(data)[1] == wanted


@pytest.mark.parametrize(("data", "words"), [
    (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old Excel"),
    (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
    (b"%PDF-1.7 x", "PDF"),
    ("<!DOCTYPE html><table><tr><td>SKU</td></tr></table>", "web page"),
    ("<table><tr><td>SKU</td></tr></table>", "web page"),
    ('[{"sku": "1"}]', "JSON"),
    ("A-1;Apple;1,50\nA-2;Bread;2,50\n", "No row at the top"),
])  # fmt: skip
def test_what_is_no_list_says_what_it_is(data, words):
    parsed, found = read(data)
    assert (parsed.readable, found) == (False, [])
    assert words in parsed.errors[0].message


def test_a_list_without_rows_says_so():
    parsed, found = read("sku,title,price\n")
    assert (parsed.readable, found, len(parsed.warnings)) == (True, [], 1)


def test_a_barcode_that_a_spreadsheet_rounded_is_left_out():
    raw = io.BytesIO(b"sku;title;price;EAN\n8;Pliers;9;4,00638E+12\n9;Saw;9;4006381333931\n")
    parsed = FORMATS["galleria-csv"].read(raw, "EUR", None)
    assert [product.variants[0].barcode for product in parsed.products] == [None, "4006381333931"]
    assert [(each.row, each.field) for each in parsed.warnings] == [(2, "EAN")]
