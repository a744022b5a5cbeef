"""The machinery of the isolation sweep: rules of the running application, requests to them, callers."""

import io
import json
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote

from PIL import Image
from werkzeug.routing import Rule

from app.web import ratelimit
from app.web.auth import CUSTOMER_COOKIE, STAFF_COOKIE
from app.web.permissions import Access, access_of
from tests.support import valid
from tests.support.clients import visit
from tests.support.tenantful import MARK, Full

ELSEWHERE = ("/console", "/static", "/healthz", "/readyz", "/metrics")
NOBODY = "00000000-0000-7000-8000-00000000dead"
NOUNS = {
    "image": "media",
    "store": "location",
    "method": "shipping_method",
    "client": "api_client",
    "list_code": "price_list.code",
}
RUBBISH = ("rubbish", "rubbish cookies", "a till's rubbish")
SAFE = {"GET", "HEAD", "OPTIONS"}
KEYS = count(1)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


PICTURE = _picture()


@dataclass(frozen=True)
class Call:
    """One request of the sweep: to a rule, with values in its address and a body that it takes."""

    method: str
    path: str
    rule: Rule
    body: Any = None
    files: tuple[str, ...] = ()

    def send(self, client: Any) -> Any:
        """The answer; no limit of rates stands in the way."""
        ratelimit.forget()
        if self.method in SAFE:
            return client.open(self.path, method=self.method)
        keyed = {"Idempotency-Key": f"sweep-{next(KEYS)}"} if self.rule.rule.endswith("/checkout") else {}
        if self.rule.rule.startswith("/api/") and not self.files:
            return client.open(self.path, method=self.method, json=self.body, headers=keyed)
        pictures = {name: (io.BytesIO(PICTURE), "a.png") for name in self.files}
        return client.open(self.path, method=self.method, data={**(self.body or {}), **pictures})

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def rules(app: Any, *, of: tuple[str, ...] = (), without: tuple[str, ...] = ELSEWHERE) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(without) and (not of or rule.rule.startswith(of))
    ]


def access(app: Any, rule: Rule) -> Access:
    found = access_of(app.view_functions[rule.endpoint])
    assert found is not None, f"{rule.rule} declares no permission"
    return found


def parameters(rule: Rule) -> dict[str, str]:
    """Parameter -> uuid, int or text."""
    kinds = {"UUIDConverter": "uuid", "IntegerConverter": "int", "FloatConverter": "int"}
    return {name: kinds.get(type(how).__name__, "text") for name, how in rule._converters.items()}


def address(rule: Rule, values: dict[str, str]) -> str:
    path = rule.rule
    for name, value in values.items():
        head, _, rest = path.partition("<")
        _name, _, tail = rest.partition(">")
        assert _name.rpartition(":")[2] == name
        path = head + quote(value, safe="") + tail
    return path


def own_first(rule: Rule, owner: Full, name: str, kind: str) -> list[str]:
    """Values of `owner` that a parameter of this name is most likely meant for, the table of its name first."""
    noun = name.removesuffix("_id")
    noun = NOUNS.get(noun, noun)
    if kind == "int":
        return ["1"]
    tables = sorted(owner.ids, key=lambda table: table != noun)
    found = [owner.ids[table] for table in tables if noun in table]
    words = [value for key, value in owner.words.items() if noun in key] if kind == "text" else []
    return found + words or [NOBODY]


def all_values(owner: Full, kind: str) -> list[str]:
    if kind == "int":
        return ["1", "2"]
    return [*owner.ids.values(), *(owner.words.values() if kind == "text" else ())]


def body_of(app: Any, rule: Rule, host: Full, words: dict[str, str] | None = None) -> Any:
    """A body that the route takes, from its own schema or forms."""
    view = app.view_functions[rule.endpoint]
    words = {"currency": host.tenant.currency, "country": host.tenant.country} | (words or {})
    if rule.rule.startswith("/api/"):
        model = valid.body_model(view)
        return valid.body_for(model, words) if model else None
    return {"csrf_token": "test-csrf", **valid.fields_for(view, words)}


def files_of(app: Any, rule: Rule) -> tuple[str, ...]:
    """Names under which the route takes files."""
    view = app.view_functions[rule.endpoint]
    if rule.rule.startswith("/api/"):
        return valid.file_fields(view)
    code = getattr(view, "__code__", None)
    if code is None or "files" not in code.co_names:
        return ()
    return tuple(word for word in code.co_consts if isinstance(word, str) and word.isidentifier())


def browser(app: Any, tenant: Any, **cookies: str) -> Any:
    client = visit(app, tenant)
    for name, token in cookies.items():
        client.set_cookie(name, token, domain=tenant.host)
    return client


def keyed(app: Any, tenant: Any, token: str) -> Any:
    return visit(app, tenant, authorization=f"Bearer {token}")


def strangers(app: Any, host: Any, stranger: Full) -> dict[str, Any]:
    """Callers on `host` with credentials that are no good there."""
    return {
        "nobody": visit(app, host),
        "another's staff": browser(app, host, **{STAFF_COOKIE: stranger.admin}),
        "another's shopper": browser(app, host, **{CUSTOMER_COOKIE: stranger.customer}),
        "another's key": keyed(app, host, stranger.key),
        "another's till": keyed(app, host, stranger.device),
        "rubbish": keyed(app, host, "x'; drop table product; --"),
        "rubbish cookies": browser(app, host, **{STAFF_COOKIE: "x" * 43, CUSTOMER_COOKIE: "' or '' '"}),
        "a till's rubbish": keyed(app, host, "dev_" + "x" * 43),
    }


def insiders(app: Any, host: Full, rule: Rule) -> dict[str, Any]:
    """The tenant's own callers that a rule is meant for."""
    if rule.rule.startswith("/admin"):
        return {"own staff": browser(app, host.tenant, **{STAFF_COOKIE: host.admin})}
    if rule.rule.startswith("/api/v1/pos"):
        return {
            "own key": keyed(app, host.tenant, host.key),
            "own till": keyed(app, host.tenant, host.device),
        }
    if rule.rule.startswith("/api/"):
        return {"own key": keyed(app, host.tenant, host.key)}
    return {"own shopper": browser(app, host.tenant, **{CUSTOMER_COOKIE: host.customer})}


def leaked(answer: Any, stranger: Full, call: Call) -> set[str]:
    """The stranger's words in an answer, but for those that the request itself named."""
    said = f"{call.path} {json.dumps(call.body, default=str)}"
    text = f"{answer.get_data(as_text=True)} {answer.headers}"
    marks = set(MARK.findall(text)) & set(stranger.words.values())
    marks |= {word for word in (stranger.tenant.name, stranger.tenant.schema) if word in text}
    return {mark for mark in marks if mark not in said}
