"""What stands on labels and where: places of a sheet, which code, and ZPL in which no text is a command."""

import re
from itertools import pairwise

import pytest

from app.core.i18n import locale_scope
from app.core.ids import new_id
from app.outbound.documents import pdf
from app.outbound.labels import codes, sheets, zpl
from app.outbound.labels.codes import Code
from app.outbound.labels.faces import Face, bin_face, goods_face
from app.outbound.labels.sizes import SIZES
from app.queries.label_facts import Labelled

A4, ROLL = SIZES["a4-3x8"], SIZES["roll-57x32"]
ALL = ("title", "options", "sku", "price", "unit_price")


def thing(sku="MUG", title="Mug", **more):
    return Labelled(new_id(), sku, title, **more)


def face(made, size=A4, code="bars", shown=ALL):
    with locale_scope("en"):
        return goods_face(made, size, shown, code, "EUR")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_all_labels_of_a_size_lie_on_its_paper_and_none_on_another(size):
    width, height = size.paper
    places = [size.position(place) for place in range(size.places)]
    assert len(set(places)) == size.places
    for left, top in places:
        assert 0 <= left <= width - size.width + 0.01
        assert 0 <= top <= height - size.height + 0.01
    for (left, top), (right, below) in pairwise(places):
        assert right >= left + size.width - 0.01 or below >= top + size.height - 0.01


def test_a_sheet_begins_at_its_first_free_place_and_goes_on_on_the_next():
    html = sheets.page([(face(thing()), 20), (face(thing("CUP")), 6)], A4, first=5)
    pages = html.split('<section class="sheet">')[1:]
    places = [[int(place) for place in re.findall(r'class="label p(\d+)', each)] for each in pages]
    assert places == [list(range(4, 24)), list(range(6))]
    assert pages[0].count("<p>MUG</p>") == 20
    assert pages[1].count("<p>CUP</p>") == 6
    assert ".p4 { left: 70mm; top: 37.5mm }" in html


@pytest.mark.parametrize(
    ("gtin", "found"),
    [
        ("4006381333931", Code("ean13", "4006381333931")),
        ("036000291452", Code("upca", "036000291452")),
        ("96385074", Code("ean8", "96385074")),
        ("4006381333932", Code("code128", "MUG")),
        ("ABC", Code("code128", "MUG")),
        ("", Code("code128", "MUG")),
        ("10012345678902", Code("code128", "10012345678902")),
    ],
)
def test_a_valid_gtin_is_printed_as_such_and_all_else_as_code_128(gtin, found):
    assert codes.code_of("MUG", gtin, 50) == found
    assert codes.picture(found, 50, 10).startswith("<svg")


def test_what_bars_cannot_hold_is_a_qr_code():
    assert codes.code_of("M" * 60, "", 50).kind == "qr"
    assert codes.code_of("Größe", "", 50).kind == "qr"
    assert codes.code_of("MUG", "4006381333931", 50, qr=True) == Code("qr", "4006381333931")


def test_a_picture_is_the_writers_bars_with_their_quiet_zones():
    drawn = codes.picture(Code("ean13", "4006381333931"), 60, 10)
    width = re.search(r'width="([\d.]+)mm"', drawn)
    assert width
    assert float(width[1]) == pytest.approx(0.33 * (95 + 22), abs=0.01)
    assert drawn.count("M") == 30  # an EAN-13 has thirty bars


def test_a_label_shows_what_was_chosen_in_the_shops_words():
    made = thing(options=("Blue", "Large"), price=1250)
    with locale_scope("de"):
        shown = goods_face(made, A4, ALL, "none", "EUR")
    assert (shown.title, shown.options, shown.sku) == ("Mug", "Blue / Large", "MUG")
    assert shown.price == "12,50\N{NO-BREAK SPACE}€"
    assert shown.code is None
    assert face(made, shown=("title",)) == Face("Mug", "", "", "", "", Code("code128", "MUG"))


def test_markup_in_a_title_is_text():
    html = sheets.page([(face(thing(title="<b>&")), 1)], A4, first=1)
    assert "&lt;b&gt;&amp;" in html


@pytest.mark.parametrize("bad", ["^XA^JUF^XZ", "~JR", "a_5Eb", "A\n^XZ", "\\&", "Müsli", "\x10"])
def test_no_text_is_a_command_of_the_printer(bad):
    made = face(thing(bad, bad, options=(bad,)), ROLL)
    printed = zpl.document([(made, 3)], ROLL)
    clean = zpl.document([(face(thing("A" * len(bad), "A", options=("A",)), ROLL), 3)], ROLL)
    for sign in "^~":
        commands = [each[:2] for each in printed.replace(">" + sign, "").split(sign)[1:]]
        assert set(commands) <= {each[:2] for each in clean.split("^")[1:]} | {"BQ"}
    assert printed.count("^XA") == printed.count("^XZ") == 1
    assert "~" not in printed
    assert printed.isascii()
    assert printed.endswith("^PQ3^XZ\n")


def test_text_is_escaped_byte_by_byte():
    assert zpl.escaped("Mug ^~_ ü") == "Mug _5E_7E_5F _C3_BC"
    signs = zpl.document([(Face("", "", "", "", "", Code("code128", "A>B^C~D")), 1)], SIZES["roll-100x50"])
    assert "^FD>:A>0B><C>=D^FS" in signs


def test_the_printer_draws_the_codes_that_the_sheet_has():
    made = zpl.document([(face(thing(barcode="4006381333931", price=1250), ROLL), 2)], ROLL)
    assert re.search(r"\^BEN,\d+,N,N\^FD400638133393\^FS", made)
    assert "^PW456^LL256" in made
    qr = zpl.document([(face(thing(), ROLL, code="qr"), 1)], ROLL)
    assert re.search(r"\^BQN,2,\d+\^FH\^FDMA,MUG\^FS", qr)


def test_a_bin_is_read_from_afar():
    with locale_scope("en"):
        html = sheets.page([(bin_face(thing("A-03-2", "cold"), A4, "bars"), 1)], A4, first=1)
    assert "large" in html
    assert "<b>A-03-2</b>" in html
    assert "<p>A-03-2</p>" in html


def test_the_file_is_a_pdf_with_a_page_a_sheet():
    made = pdf.render(sheets.page([(face(thing()), 25)], A4, first=1))
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) in (0, 2)  # 0: the pages stand in compressed objects
