"""The first pages of the demo shops: blocks as a merchant would arrange them, in each shop's languages."""
# fmt: off

from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.domains.catalog.models import Product
from app.domains.content.drafts import Place
from app.flows import arrange_blocks
from app.samples.places import Shop

Front = list[tuple[str, dict[str, Any]]]
FRONTS: dict[str, dict[str, Front]] = {
    "halm-ton": {
        "de": [
            ("hero", {"title": "Dinge, die bleiben", "text": "Steinzeug, Leinen und Eiche aus kleinen Werkstätten. Nichts davon ist nächstes Jahr von gestern.", "label": "Zur Tischkultur", "link": "/c/tischkultur", "products": ["karaffe-elbe-mit-becher"]}),
            ("departments", {"title": "Räume"}),
            ("products", {"title": "Für den langen Tisch", "products": ["teller-mina", "schale-mina", "becher-lene", "krug-jule", "servierbrett-eiche", "pfeffermuehle-otto", "butterdose-emil", "teekanne-wilma"], "row": "carousel"}),
            ("image_text", {"title": "Sonntag, ein Sessel", "body": "<p>Gestell aus geölter Eiche, Bezug aus schwerem Leinen, der sich abziehen und waschen lässt. Gebaut für den Platz am Fenster, den man nicht mehr hergibt.</p>", "label": "Ansehen", "link": "/p/sessel-sonntag", "products": ["sessel-sonntag"]}),
            ("collection", {"title": "Licht am Abend", "category": "leuchten", "most": "4"}),
            ("stores", {"title": "Anfassen erlaubt"}),
        ],
        "en": [
            ("hero", {"title": "Things that stay", "text": "Stoneware, linen and oak from small workshops. None of it will look old next year.", "label": "Set the table", "link": "/c/tischkultur", "products": ["karaffe-elbe-mit-becher"]}),
            ("departments", {"title": "Rooms"}),
            ("products", {"title": "For the long table", "products": ["teller-mina", "schale-mina", "becher-lene", "krug-jule", "servierbrett-eiche", "pfeffermuehle-otto", "butterdose-emil", "teekanne-wilma"], "row": "carousel"}),
            ("collection", {"title": "Light in the evening", "category": "leuchten", "most": "4"}),
            ("stores", {"title": "Come and touch"}),
        ],
    },
    "tamarack": {
        "en": [
            ("hero", {"title": "Carry less. Go longer.", "text": "Packs, shelter and power that we carry ourselves, from the trailhead to the third night out.", "label": "Shop packs", "link": "/c/packs-bags", "products": ["switchback-45-pack"]}),
            ("collection", {"title": "Camp kitchen to cold night", "category": "camp", "most": "8"}),
            ("product", {"text": "Four hundred lumens, one button, and a red mode that leaves your tent mates asleep.", "products": ["beacon-400-headlamp"]}),
            ("departments", {"title": "By what you do"}),
            ("image_text", {"title": "Sun in, power out", "body": "<p>Twenty-one watts on the back of a pack fill a phone by lunch. Pair the panel with a power bank and leave the wall behind.</p>", "label": "See power", "link": "/c/power", "products": ["noon-21-solar-panel"], "side": "left"}),
            ("stores", {"title": "Try it on in a store"}),
        ],
    },
    "pennine-trade": {
        "en": [
            ("hero", {"title": "Order by four, on site tomorrow", "text": "Fixings, cable, pipe and power tools from stock in Leeds and Sheffield. Prices exclude VAT.", "label": "Power tools", "link": "/c/power-tools", "products": ["18-v-combi-drill-brushless-2-4-ah"]}),
            ("departments", {"title": "Departments"}),
            ("products", {"title": "Ordered every week", "products": ["multi-purpose-wood-screws-box", "cable-ties-pack-of-100", "twin-earth-cable-100-m-drum", "copper-tube-3-m-bundle", "sanitary-silicone-2-cartridges", "contract-matt-emulsion-10-l", "latex-grip-gloves-12-pairs", "general-purpose-cement-25-kg"]}),
            ("collection", {"title": "Power tools", "category": "power-tools", "most": "4"}),
            ("stores", {"title": "Trade counters"}),
        ],
    },
}


def arrange(shop: Shop) -> None:
    """Put the shop's first pages up, in the open unit; its products are there by now."""
    ids = {row.slug: str(row.id) for row in db.session.execute(select(Product.slug, Product.id))}
    for locale, front in FRONTS.get(shop.slug, {}).items():
        place = Place("blocks", "home", locale)
        for kind, said in front:
            named = [ids[slug] for slug in said.get("products", []) if slug in ids]
            arrange_blocks.add(place, kind, {**said, "products": named})
        arrange_blocks.publish(place)
