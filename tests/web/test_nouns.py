"""What is made late: the OpenAPI document and the code that builds addresses."""

from pydantic import BaseModel
from werkzeug.routing import Map

from app.web.nouns import APIBlueprint, LateRule


class _Path(BaseModel):
    number: int


def test_a_noun_tells_its_part_of_the_document_when_asked() -> None:
    noun = APIBlueprint("things", __name__, url_prefix="/api/v1")

    @noun.get("/things/<int:number>", summary="One thing")
    def thing(path: _Path) -> None: ...

    assert noun.paths == {}
    noun.describe()
    noun.describe()
    assert list(noun.paths) == ["/api/v1/things/{number}"]
    assert noun.paths["/api/v1/things/{number}"].get.summary == "One thing"


def test_an_address_is_compiled_when_it_is_first_built() -> None:
    rule = LateRule("/lists/<rule>/<int:page>", endpoint="lists")
    at = Map([rule]).bind("shop.example")
    late = rule._build_unknown
    for _time in range(2):
        assert at.build("lists", {"rule": "a b", "page": 3, "sort": "new"}) == "/lists/a%20b/3?sort=new"
        assert (
            at.build("lists", {"rule": "a", "page": 3, "sort": "new"}, append_unknown=False) == "/lists/a/3"
        )
    assert rule._build_unknown is not late
    assert at.match("/lists/x/2") == ("lists", {"rule": "x", "page": 2})
