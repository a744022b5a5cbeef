"""Programs point old addresses at new ones."""

import pytest

BASE = "/api/v1/redirects"


def test_old_addresses_lead_on(api, shop):
    items = [
        {"path": "/old-mug", "target": "/products/mug"},
        {"path": "/closed"},
        {"path": "no-slash", "target": "/"},
        {"path": "/a", "target": "/b"},
        {"path": "/b", "target": "/a"},
    ]
    told = api.post(BASE, json={"items": items})
    assert told.status_code == 200, told.json
    assert told.json["kept"] == 3
    assert {each["path"] for each in told.json["errors"]} == {"no-slash", "/b"}
    moved = shop.get("/old-mug")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/products/mug")
    assert shop.get("/closed").status_code == 410

    page = api.get(f"{BASE}?q=mug").json
    (row,) = page["items"]
    assert (row["path"], row["target"]) == ("/old-mug", "/products/mug")
    assert api.delete(f"{BASE}/{row['id']}").status_code == 204
    assert api.delete(f"{BASE}/{row['id']}").status_code == 404
    assert shop.get("/old-mug").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else(shop, other_api, api, method):
    assert getattr(shop, method)(BASE, json={"items": [{"path": "/x"}]}).status_code == 401
    api.post(BASE, json={"items": [{"path": "/x", "target": "/y"}]})
    assert other_api.get(BASE).json["items"] == []
