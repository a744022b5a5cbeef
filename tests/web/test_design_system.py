"""The design system keeps its own rules: complete, readable, and nothing inline."""

import re
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from app.web import design_system
from app.web.design import samples
from app.web.design.views import ERRORS
from app.web.icons import FOLDER, icon_svg
from app.web.states import STATES

WEB = Path(design_system.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html")) + sorted(
    (WEB / "design" / "templates").rglob("*.html")
)
STAFF_PAGES = ("index", "order", "console")
SHOP_PAGES = ("shop", "product", "cart", "auth")


@pytest.fixture(scope="module")
def env() -> Environment:
    loader = ChoiceLoader(
        [FileSystemLoader(WEB / "templates"), FileSystemLoader(WEB / "design" / "templates")]
    )
    env = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    design_system.install(env)
    env.globals.update(
        _=lambda words, **values: words % values if values else words,
        url_for=lambda _endpoint, filename: f"/static/{filename}",
        csrf_value=lambda: "token",
    )
    return env


def page(env: Environment, name: str) -> str:
    facts = samples.staff() if name in STAFF_PAGES else {"shop": samples.shop()}
    return env.get_template(f"design/{name}.html").render(samples=samples, error_pages=(), **facts)


@pytest.mark.req("UXA-20")
def test_one_name_has_every_macro(env: Environment) -> None:
    written = {
        name
        for file in (WEB / "templates" / "ui").glob("*.html")
        for name in re.findall(r"{%-? macro ([a-z]\w*)\(", file.read_text())
    }

    offered = {name for name in vars(env.get_template("ui/all.html").module) if not name.startswith("_")}
    assert offered == written


@pytest.mark.parametrize("name", STAFF_PAGES + SHOP_PAGES)
def test_the_living_page_holds_to_the_policy(env: Environment, name: str) -> None:
    html = page(env, name)

    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html)
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_nothing(env: Environment, name: str) -> None:
    assert "<h1>" in env.get_template(f"errors/{name}.html").render()


@pytest.mark.req("UXA-08")
def test_a_wrong_field_says_so_to_everyone(env: Environment) -> None:
    ui = env.globals["ui"]

    html = str(ui.text("price", "Price", "abc", errors={"price": "Write a number"}, help="Without tax"))  # type: ignore[attr-defined]

    assert 'aria-describedby="f-price-help f-price-error" aria-invalid="true"' in html
    assert 'value="abc"' in html
    assert re.search(r'id="f-price-error">.*Write a number', html, re.DOTALL)


def test_what_people_typed_is_escaped_in_every_place(env: Environment) -> None:
    ui = env.globals["ui"]
    bad = '"><script>alert(1)</script>'

    html = "".join(
        str(part)
        for part in (
            ui.text("name", bad, bad, errors={"name": bad}, hx_vals=bad),  # type: ignore[attr-defined]
            ui.select("kind", bad, [(bad, bad)], bad),  # type: ignore[attr-defined]
            ui.badge(bad),  # type: ignore[attr-defined]
            ui.chart(bad, [bad], [{"name": bad, "values": [1]}]),  # type: ignore[attr-defined]
            ui.cell(bad, url=bad),  # type: ignore[attr-defined]
            icon_svg("x", label=bad),
        )
    )

    assert "<script>" not in html
    assert '"&gt;' not in html


def test_a_state_we_do_not_know_still_shows(env: Environment) -> None:
    ui = env.globals["ui"]

    assert "Waits for customer" in str(ui.status("requires_action"))  # type: ignore[attr-defined]
    assert "Lost at sea" in str(ui.status("lost_at_sea"))  # type: ignore[attr-defined]


def test_icons_are_hidden_unless_they_speak() -> None:
    assert 'aria-hidden="true"' in icon_svg("truck")
    assert 'role="img" aria-label="Shipped"' in icon_svg("truck", label="Shipped")
    assert icon_svg("no-such-icon").endswith("></svg>")
    with pytest.raises(ValueError, match="not an icon name"):
        icon_svg("../../../etc/passwd")


@pytest.mark.skipif(not FOLDER.exists(), reason="the front-end files are not fetched")
def test_every_icon_named_in_a_template_exists() -> None:
    named = {
        name
        for file in TEMPLATES
        for name in re.findall(r'(?:icon_svg\(|icon=)"([a-z0-9-]+)"', file.read_text())
    }

    named |= {state.icon for state in STATES.values()}
    assert {name for name in named if not (FOLDER / f"{name}.svg").exists()} == set()
