"""Pure rules of the catalogue."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domains.catalog import rules
from app.domains.catalog.strategies.cells import Cells, Problems, guarded, join_list, split_list, unguarded
from app.domains.catalog.strategies.headers import Columns
from app.domains.catalog.strategies.tables import read_table, records


@pytest.mark.parametrize(("text", "slug"), [
    ("Linen shirt", "linen-shirt"), ("Käse & Öl", "kaese-oel"), ("  A--B  ", "a-b"), ("商品 1", "商品-1"), ("!!!", ""),
    ("Café", "cafe"), ("x" * 500, "x" * 180),
])  # fmt: skip
def test_addresses_are_letters_digits_and_dashes(text, slug):
    assert rules.slugify(text) == slug


@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=3))
def test_made_skus_have_one_alphabet_and_are_the_same_at_every_run(key, values):
    made = rules.made_sku(key, values)
    assert made == rules.made_sku(key, values)
    assert all(
        set(sku) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") and 0 < len(sku) <= 70 for sku in made
    )


def test_made_skus_of_what_ascii_cannot_say_differ():
    assert rules.made_sku("商品", [])[0] != rules.made_sku("物品", [])[0]


@pytest.mark.parametrize(("html", "safe"), [
    ("One\n\nTwo & <3", "<p>One</p><p>Two &amp; &lt;3</p>"),
    ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
    ("5 &lt; 6 & more", "<p>5 &lt; 6 &amp; more</p>"),
    ("<a href='javascript:x()'>y</a>", '<a rel="noopener nofollow">y</a>'),
    ("<h1>Big</h1><h2 style='x'>Less</h2><iframe src=x></iframe>", "Big<h2>Less</h2>"),
    ("", ""),
])  # fmt: skip
def test_descriptions_keep_only_harmless_html(html, safe):
    assert rules.safe_html(html) == safe


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text):
    once = rules.safe_html(text)
    assert rules.safe_html(once) == once


@given(st.text(max_size=40))
def test_guarded_cells_come_back_as_they_were(text):
    cell = guarded(text)
    assert unguarded(cell) == text or (cell == text and text.startswith("'"))
    assert not cell.startswith(("=", "@", "\t", "\r"))
    if cell.startswith(("+", "-")):
        float(cell)  # numbers stay numbers


@given(st.lists(st.text(alphabet="abc ,|>", min_size=1, max_size=8), max_size=4))
def test_lists_in_a_cell_come_back(parts):
    wanted = tuple(dict.fromkeys(part for raw in parts if (part := raw.strip())))
    assert split_list(join_list(wanted, ","), ",") == wanted


@pytest.mark.parametrize(("text", "amount", "errors"), [
    ("69.99", 6999, 0), ("69,99", 6999, 0), ("1,299.00", 129900, 0), ("69.99 EUR", 6999, 0), ("€ 5", 500, 0),
    ("$5", 500, 0), ("5 USD", None, 1), ("-1", None, 1), ("1,234", None, 1), ("1.999", None, 1), ("x", None, 1),
    ("", None, 0),
])  # fmt: skip
def test_amounts_are_read_or_refused_never_guessed(text, amount, errors):
    problems = Problems()
    assert Cells(2, "EUR", problems).amount(text, "price") == amount
    assert len(problems.errors) == errors


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_is_decoded(encoding):
    lines = list(records(io.BytesIO("name,prix\nCafé,9 €\n".encode(encoding))))
    assert [[cell.lstrip("\ufeff") for cell in line] for line in lines] == [["name", "prix"], ["Café", "9 €"]]


def test_a_cell_of_megabytes_is_a_broken_row_not_a_broken_file():
    table = read_table(io.BytesIO(b"a,b\n1," + b"x" * 2_000_000 + b"\n2,3\n"), Columns({}))
    assert [row.number for _, row in table.rows()] == [3]
    assert [problem.row for _, problem in table.broken] == [2]


def test_trailing_delimiters_and_blank_lines_do_no_harm():
    table = read_table(io.BytesIO(b"\n\na;b;;\n1;2;;\n\n3;4\n5;6;7\n"), Columns({}))
    assert [dict(row.cells) for _, row in table.rows()] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert len(table.broken) == 1


def test_a_category_does_not_go_below_itself():
    from app.core.ids import new_id
    from app.domains.catalog.errors import CategoryLoop

    top, middle, leaf = new_id(), new_id(), new_id()
    parents = {top: None, middle: top, leaf: middle}
    rules.refuse_loop(parents, leaf, top)
    for place in (top, middle, leaf):
        with pytest.raises(CategoryLoop):
            rules.refuse_loop(parents, top, place)
