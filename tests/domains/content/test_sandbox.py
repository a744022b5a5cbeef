"""Templates of merchants: bounded in what they may say, in steps, size and time; what they make is sanitised."""

import time

import pytest

from app.core.errors import Invalid
from app.domains.content import sandbox

GIVEN = {"shop": {"name": "A & B"}, "product": {"title": "Mug", "price": "€1"}, "many": list(range(100))}


@pytest.mark.req("WEB-23")
def test_values_conditions_and_loops_work():
    made = sandbox.render(
        "{% if product.price %}<p class='x'>{{ product.title | upper }} {{ shop.name }}</p>{% endif %}"
        "{% for n in many[:3] %}<b>{{ n }}</b>{% else %}none{% endfor %}{% set t = product.title %}{{ t }}",
        GIVEN,
    )
    assert made == '<p class="x">MUG A &amp; B</p><b>0</b><b>1</b><b>2</b>Mug'


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}{{ ''.__class__() }}",
        "{{ range(10) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 99999999 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ 'a' + 'b' }}",
        "{{ '%99999999d' % 1 }}",
        "{{ 'a' | replace('a', 'aaaa') }}",
        "{{ 'a' | center(99999999) }}",
        "{{ many | map('upper') | list }}",
        "{% include 'shop/home.html' %}",
        "{% extends 'shop/home.html' %}",
        "{% import 'x' as x %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set a %}{{ many }}{% endset %}",
        "{% filter upper %}x{% endfilter %}",
        "{% for a in many recursive %}{{ loop(many) }}{% endfor %}",
        "{{ url_for('x') }}",
        "{% for a in many %}{% for b in many %}{{ a }}{% endfor %}{% endfor %}",
        "{% for a in many %}",
        "{{ product.",
        "{{ missing.deep.er }}",
        "{{ product.title | no_such }}",
        "{% autoescape false %}{{ shop.name }}{% endautoescape %}",
        "x" * 20_001,
    ],
)
@pytest.mark.req("WEB-23")
def test_what_is_not_allowed_or_too_much_is_refused_with_words(source, monkeypatch):
    monkeypatch.setitem(sandbox.PIECES, "note", sandbox.Piece("x", "y", GIVEN))
    began = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        sandbox.check("note", source)
    assert refusal.value.fields["source"]
    assert time.monotonic() - began < 2


def test_long_output_is_cut_off():
    with pytest.raises(sandbox.TooMuch):
        sandbox.render("{% for n in many %}" + "y" * 500 + "{% endfor %}", GIVEN)


def test_what_it_makes_is_sanitised():
    made = sandbox.render(
        "<script>alert(1)</script><style>a{}</style>"
        "<a href='javascript:alert(1)' onclick='x()' hx-get='/admin'>{{ evil }}</a>",
        {"evil": "<img src=x onerror=alert(1)>"},
    )
    for bad in ("script", "onclick", "hx-get", "<style", "<img"):
        assert bad not in made
