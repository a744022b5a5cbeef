"""Colours of a look are held to what people can read; own rules load nothing from elsewhere."""

import pytest

from app.core.errors import Invalid
from app.domains.content.look import (
    DARK_INK,
    Look,
    check,
    contrast,
    corrected,
    fonts_of,
    look_of,
    readable,
    stylesheet,
)


@pytest.mark.req("WEB-23")
@pytest.mark.parametrize(
    ("look", "field"),
    [
        (Look(accent="red"), "accent"),
        (Look(paper="#ffffff", ink="#bbbbbb"), "ink"),
        (Look(paper="#333333"), "paper"),
        (Look(paper="#ffffff", accent="#fefefe"), "accent"),
        (Look(theme="neon"), "theme"),
        (Look(display="comic"), "display"),
        (Look(radius="12px"), "radius"),
        (Look(css="@import 'https://evil.example/x.css';"), "css"),
        (Look(css="a { background: url(https://evil.example/x.png) }"), "css"),
        (Look(css="a { color: red"), "css"),
        (Look(css="</style><script>"), "css"),
    ],
)
def test_what_would_not_read_or_is_not_known_is_refused_at_its_field(look, field):
    with pytest.raises(Invalid) as refusal:
        check(look)
    assert field in refusal.value.fields


@pytest.mark.req("WEB-23")
@pytest.mark.parametrize(
    "accent", ["#777777", "#ffe14d", "#0b3d2e", "#ff0000", "#7f7f7f", "#000000", "#ffffff"]
)
def test_words_on_every_accent_read(accent):
    used, ink = readable(accent)
    assert contrast(used, ink) >= 4.5


def test_a_corrected_accent_is_told():
    assert corrected(Look(accent="#0b3d2e")) == ""
    greys = [f"#{n:02x}{n:02x}{n:02x}" for n in range(90, 150)]
    middle = next(grey for grey in greys if readable(grey)[0] != grey)
    assert middle in corrected(Look(accent=middle))


@pytest.mark.parametrize(
    ("paper", "ink"), [("#ffffff", "#000000"), ("#fdf3e0", "#3a2a10"), ("#e8f0f4", "#12303f")]
)
def test_every_tone_made_from_paper_and_ink_reads(paper, ink):
    look = Look(paper=paper, ink=ink)
    check(look)
    css = stylesheet(look)
    rules = css.split("{")[2].split("}")[0].split(";")
    tokens = dict(rule.strip().removeprefix("--").split(": ") for rule in rules if ":" in rule)
    for surface in (tokens["paper"], tokens["fill"]):
        assert contrast(tokens["text-soft"], surface) >= 4.5
        assert contrast(tokens["text"], surface) >= 4.5
    assert contrast(tokens["edge"], tokens["paper"]) >= 3


def test_an_own_look_that_says_nothing_has_no_stylesheet():
    assert stylesheet(Look()) == ""
    assert "--radius: 10px" in stylesheet(Look(radius="round"))
    assert ".x { color: red }" in stylesheet(Look(css=".x { color: red }"))


def test_what_is_kept_of_an_older_release_is_read():
    assert look_of({"theme": "gone", "accent": "#000000", "shape": "odd"}) == Look(accent="#000000")
    assert look_of(None) == Look()
    assert fonts_of(Look(theme="field", display="georgia")) == ("georgia", "archivo")
    assert DARK_INK.startswith("#")
