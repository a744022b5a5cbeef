"""The example that explains the engine is true."""

import json
import re

from app.domains.pricing.engine.wire_offers import offer_to_json, promotion_from_json
from tests.domains.pricing.engines import ROOT, ask_javascript, ask_python


def test_the_example_in_the_readme() -> None:
    readme = (ROOT / "app/domains/pricing/engine/README.md").read_text()
    context, quote, promotion = (
        json.loads(block) for block in re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    )
    for ask in (ask_python, ask_javascript):
        assert ask([{"ask": "price", "context": context}]) == [{"answer": quote}]
    assert offer_to_json(promotion_from_json(promotion)) == promotion
