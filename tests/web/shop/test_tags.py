"""Code of others: after consent alone, from named hosts alone, and never where somebody pays."""

import pytest

from app.web import pagecache

GUARD = {"csrf_token": "test-csrf"}
TAGS = {
    "google_analytics": "G-AB12CD34",
    "meta_pixel": "123456789012",
    "custom": "https://stats.example.com/a.js",
}


@pytest.fixture
def tagged(admin):
    answer = admin.post("/admin/settings/tags", data={**GUARD, **TAGS, "custom_for": "marketing"})
    assert answer.status_code == 303
    pagecache._epochs.forget()


@pytest.mark.req("WEB-21")
def test_nothing_is_loaded_before_and_only_what_was_agreed_to_after(shop, tagged):
    assert shop.get("/consent/tags").json == []
    shop.post("/consent", data={"answer": "none"})
    assert shop.get("/consent/tags").json == []
    shop.post("/consent", data={"answer": "chosen", "statistics": "1"})
    assert shop.get("/consent/tags").json == [{"vendor": "google", "id": "G-AB12CD34"}]
    answer = shop.post("/consent", data={"answer": "all"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Trigger"] == "consent"
    assert {tag["vendor"] for tag in shop.get("/consent/tags").json} == {"google", "meta", "custom"}


@pytest.mark.req("WEB-21")
def test_the_policy_names_the_hosts_of_the_tags_and_of_no_other_shop(shop, tagged, other_shop):
    policy = shop.get("/").headers["Content-Security-Policy"]
    for host in (
        "https://www.googletagmanager.com",
        "https://connect.facebook.net",
        "https://stats.example.com",
    ):
        assert host in policy
    assert "unsafe" not in policy
    assert "tags.js" in shop.get("/").text
    assert "googletagmanager" not in other_shop.get("/").headers["Content-Security-Policy"]
    assert "tags.js" not in other_shop.get("/").text


@pytest.mark.req("WEB-21")
def test_where_one_pays_and_in_the_office_there_are_no_tags(shop, admin, tagged, cart):
    cart(shop)
    for answer in (shop.get("/checkout"), admin.get("/admin/settings/tags"), shop.get("/account/sign-in")):
        assert "googletagmanager" not in answer.headers["Content-Security-Policy"]
        assert "tags.js" not in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("google_analytics", "UA-1'"), ("google_ads", "AW-x"), ("meta_pixel", "12;"), ("custom", "http://plain.example/a.js"),
     ("custom", "https://a.example/x; script-src *"), ("custom", "javascript:alert(1)")],
)  # fmt: skip
def test_what_is_no_id_is_refused_at_its_field(admin, field, value):
    answer = admin.post("/admin/settings/tags", data={**GUARD, field: value})
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
