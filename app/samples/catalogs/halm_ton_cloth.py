"""Halm & Ton: linen, wool, furniture and clothes."""
# ruff: noqa: RUF001 - prose and names with the signs that people use
# fmt: off

from app.samples.catalogs.halm_ton_table import BLACK_OAK, BRICK, INDIGO, INK, MOSS, OAK, SAND, SLATE
from app.samples.catalogs.halm_ton_table import _two as two
from app.samples.goods import Good, sizes, tone

TEXTILES = ("Textilien",)
FURNITURE = ("Möbel",)
WEAR = ("Mode",)
KNIT = ("Mode", "Strick")
EXTRAS = ("Mode", "Accessoires")
COLD = frozenset({9, 10, 11, 12, 1})
WARM = frozenset({4, 5, 6, 7})
LETTERS = sizes("XS", "S", "M", "L", "XL")
NUMBERS = sizes("36", "38", "40", "42", "44")
OATS = tone("hafer", "Oat", "Hafer", "#cbbd9f")
RUST = tone("rost", "Rust", "Rost", "#a2553a")
NIGHT = tone("nacht", "Night", "Nacht", "#2d3642")
ROSE = tone("rose", "Clay rose", "Tonrosé", "#b98a7c")
WHITE = tone("weiss", "White", "Weiß", "#e9e6df")
ONLY_OAK = (tone("eiche", "Oak", "Eiche", "#c89c66"),)

GOODS = (
    Good("kissen", "cushion", TEXTILES, two(
        "Kissenhülle Leinen", "Gewaschenes Leinen, das vom ersten Tag an weich ist. Mit verdecktem Reißverschluss, Füllung extra.",
        "Linen cushion cover", "Washed linen, soft from the first day. Hidden zip, filling sold separately.",
        ("100 % Leinen, 220 g/m²", "Waschbar bei 40 °C"), ("100% linen, 220 g/m²", "Washable at 40 °C")), 3400, 1150, 260, (RUST, MOSS, OATS, INDIGO), sizes("40 × 40 cm", "50 × 50 cm", step=600), share=2.0),
    Good("decke", "blanket", TEXTILES, two(
        "Wolldecke Harz", "Schurwolle von Schafen aus dem Harz, mit Fransen von Hand geknotet. Wärmt, ohne zu wiegen.",
        "Harz wool blanket", "New wool from Harz sheep, the fringe knotted by hand. Warmth without weight.",
        ("100 % Schurwolle", "130 × 190 cm"), ("100% new wool", "130 × 190 cm")), 14900, 5900, 1350, (MOSS, RUST, NIGHT), share=1.2, season=COLD, stock=22),
    Good("handtuch", "towels", TEXTILES, two(
        "Handtücher, 4 Stück", "Griffig statt flauschig: Handtücher, die wirklich trocknen. Mit gewebter Bordüre und Schlaufe.",
        "Towels, set of 4", "Firm rather than fluffy: towels that really dry. Woven border and a loop.",
        ("Bio-Baumwolle, 500 g/m²",), ("Organic cotton, 500 g/m²",)), 6900, 2500, 2200, (WHITE, SAND, SLATE), share=1.4),
    Good("bettwaesche", "bedding", TEXTILES, two(
        "Bettwäsche Leinen", "Kühl im Sommer, warm im Winter. Wird vorgewaschen geliefert, gebunden mit dem eigenen Band.",
        "Linen bed set", "Cool in summer, warm in winter. Delivered pre-washed, tied with its own ribbon.",
        ("Bezug und Kissen", "100 % europäisches Leinen"), ("Cover and pillowcase", "100% European linen")), 18900, 7400, 1900, (WHITE, OATS, ROSE), sizes("135 × 200 cm", "155 × 220 cm", step=3000), was=21900, share=1.0, stock=20),
    Good("teppich", "rug", TEXTILES, two(
        "Webteppich Deich", "Flach gewebt, beidseitig schön, rutscht mit Unterlage nicht weg.",
        "Deich flat-woven rug", "Flat woven, good on both sides, and with a pad it stays where it lies.",
        ("Wolle auf Baumwolle",), ("Wool on cotton",)), 22900, 9200, 4800, (BRICK, NIGHT), sizes("70 × 140 cm", "140 × 200 cm", step=21000), share=0.5, stock=8),
    Good("geschirrtuch", "tea_towel", TEXTILES, two(
        "Geschirrtücher, 2 Stück", "Halbleinen, das kein Fussel am Glas lässt. Mit Schlaufe für den Haken.",
        "Tea towels, pair", "Linen union that leaves no lint on the glass. With a loop for the hook.",
        ("Halbleinen, 50 × 70 cm",), ("Linen union, 50 × 70 cm",)), 2400, 820, 240, (BRICK, MOSS, INDIGO), share=1.8, stock=60),
    Good("hocker", "stool", FURNITURE, two(
        "Hocker Melk", "Drei Generationen haben auf so einem gesessen. Unserer hat vier Beine und eine Mulde.",
        "Melk stool", "Three generations sat on one like it. Ours has four legs and a dished seat.",
        ("Massive Eiche, geölt", "Sitzhöhe 45 cm"), ("Solid oak, oiled", "Seat height 45 cm")), 17900, 7200, 4300, (OAK, BLACK_OAK), share=0.6, stock=12),
    Good("stuhl", "chair", FURNITURE, two(
        "Stuhl Binz", "Rückenlehne aus gebogener Eiche, Sitz aus Papierkordel. Von einer Tischlerei im Vogtland gebaut.",
        "Binz chair", "A backrest of bent oak, a seat of paper cord. Built by a joiner in the Vogtland.",
        ("Massivholz, Papierkordel", "Sitzhöhe 46 cm"), ("Solid wood, paper cord", "Seat height 46 cm")), 34900, 15200, 5600, (OAK, BLACK_OAK), share=0.5, stock=10),
    Good("sessel", "armchair", FURNITURE, two(
        "Sessel Sonntag", "Tief genug zum Lesen, fest genug zum Aufstehen. Bezug abnehmbar, Gestell zum Nachziehen.",
        "Sonntag armchair", "Deep enough for reading, firm enough to get up from. Removable cover, a frame that can be tightened.",
        ("Bezug aus Leinenmischung", "Füße aus Nussbaum"), ("Linen-blend cover", "Walnut feet")), 89900, 41000, 24000, (MOSS, RUST, OATS), share=0.25, stock=5),
    Good("tisch", "table", FURNITURE, two(
        "Esstisch Tafel", "Abgerundete Ecken, konische Beine, Platz für sechs und einen Überraschungsgast.",
        "Tafel dining table", "Rounded corners, tapered legs, room for six and one unexpected guest.",
        ("Massive Eiche, geölt", "75 cm hoch"), ("Solid oak, oiled", "75 cm high")), 119000, 56000, 38000, ONLY_OAK, sizes("180 × 90 cm", "220 × 95 cm", step=20000), share=0.15, stock=4),
    Good("tshirt", "tee", WEAR, two(
        "T-Shirt schwer", "220 Gramm Bio-Baumwolle, die nach fünfzig Wäschen noch sitzt. Gerader Schnitt, enger Kragen.",
        "Heavy T-shirt", "220 grams of organic cotton that keeps its shape after fifty washes. Straight cut, close collar.",
        ("100 % Bio-Baumwolle", "In Portugal genäht"), ("100% organic cotton", "Sewn in Portugal")), 3900, 1300, 220, (WHITE, OATS, NIGHT, MOSS), LETTERS, share=2.6, season=WARM, stock=26),
    Good("hemd", "shirt", WEAR, two(
        "Leinenhemd Fiete", "Weiter Schnitt, Hornknöpfe, eine Brusttasche. Knittert, und das soll so.",
        "Fiete linen shirt", "A wide cut, horn buttons, one chest pocket. It creases, and it should.",
        ("100 % Leinen", "In Litauen genäht"), ("100% linen", "Sewn in Lithuania")), 11900, 4300, 320, (WHITE, SAND, INDIGO), LETTERS, share=1.3, season=WARM, stock=14),
    Good("kleid", "dress", WEAR, two(
        "Leinenkleid Antje", "Ärmellos, mit Taschen und einem Gürtel, den man auch weglassen kann.",
        "Antje linen dress", "Sleeveless, with pockets and a belt you may leave off.",
        ("100 % Leinen", "Wadenlang"), ("100% linen", "Calf length")), 15900, 5900, 380, (RUST, OATS, NIGHT), NUMBERS, was=18900, share=0.9, season=WARM, stock=10),
    Good("hose", "trousers", WEAR, two(
        "Weite Hose Kalle", "Hoher Bund, weites Bein, Bügelfalte. Trägt sich im Büro wie im Garten.",
        "Kalle wide trousers", "High waist, wide leg, pressed crease. At home in the office and the garden.",
        ("Baumwolltwill, 280 g",), ("Cotton twill, 280 g",)), 12900, 4700, 520, (SAND, NIGHT, MOSS), NUMBERS, share=1.0, stock=10),
    Good("jacke", "work_jacket", WEAR, two(
        "Arbeitsjacke Werft", "Drei aufgesetzte Taschen, stabile Nähte. Wird mit jedem Jahr mehr deine.",
        "Werft work jacket", "Three patch pockets, stout seams. More yours with every year.",
        ("Schwerer Baumwollköper", "Hornknöpfe"), ("Heavy cotton drill", "Horn buttons")), 17900, 6800, 980, (INDIGO, tone("ocker", "Ochre", "Ocker", "#a98243")), LETTERS, share=0.9, season=frozenset({3, 4, 9, 10}), stock=10),
    Good("pullover", "jumper", KNIT, two(
        "Pullover Lammwolle", "Rundgestrickt, ohne Seitennaht, mit Bündchen, die nicht ausleiern.",
        "Lambswool jumper", "Knitted in the round without side seams, with cuffs that keep their grip.",
        ("100 % Lammwolle", "Handwäsche"), ("100% lambswool", "Hand wash")), 13900, 5300, 480, (OATS, RUST, NIGHT), LETTERS, share=1.2, season=COLD, stock=12),
    Good("schal", "scarf", KNIT, two(
        "Schal Nordsee", "Breit genug für Wind von vorn, lang genug für zweimal herum.",
        "Nordsee scarf", "Wide enough for a headwind, long enough to go round twice.",
        ("Lammwolle, 35 × 190 cm",), ("Lambswool, 35 × 190 cm",)), 6900, 2500, 260, (NIGHT, RUST), share=1.1, season=COLD),
    Good("muetze", "beanie", KNIT, two(
        "Mütze Kai", "Gerippt, mit breitem Umschlag und Lederetikett. Eine Größe für fast alle Köpfe.",
        "Kai beanie", "Ribbed, with a deep turn-up and a leather tab. One size for almost every head.",
        ("100 % Merino",), ("100% merino",)), 3900, 1350, 110, (RUST, MOSS, OATS), share=1.5, season=COLD, stock=45),
    Good("socken", "socks", KNIT, two(
        "Wollsocken", "Verstärkt an Ferse und Spitze, kratzt nicht, hält warm im Gummistiefel.",
        "Wool socks", "Reinforced at heel and toe, no itch, warm inside rubber boots.",
        ("75 % Schurwolle",), ("75% new wool",)), 1900, 620, 120, (tone("hafer", "Oat", "Hafer", "#cbbd9f", trim="#8a7a5f"), tone("moos", "Moss", "Moos", "#6f7f63", trim="#3f4a3a")), sizes("36-40", "41-45"), share=2.0, season=COLD, stock=60),
    Good("tasche", "tote", EXTRAS, two(
        "Leinentasche Markt", "Trägt acht Kilo Kartoffeln, ohne zu murren. Henkel lang genug für die Schulter.",
        "Market tote", "Carries eight kilos of potatoes without complaint. Handles long enough for the shoulder.",
        ("Schweres Leinen",), ("Heavy linen",)), 3900, 1300, 380, (OATS, INK, BRICK), share=1.5),
)
