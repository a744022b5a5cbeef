"""Halm & Ton: what stands on the table and in the room."""
# ruff: noqa: RUF001 - prose and names with the signs that people use
# fmt: off

from app.samples.goods import Good, Words, sizes, tone

CHALK = tone("kreide", "Chalk", "Kreide", "#dcd6c8")
MOSS = tone("moos", "Moss", "Moos", "#6f7f63")
BRICK = tone("ziegel", "Brick", "Ziegel", "#b1634a")
INDIGO = tone("indigo", "Indigo", "Indigo", "#33465c")
SAND = tone("sand", "Sand", "Sand", "#c9b090")
SLATE = tone("schiefer", "Slate", "Schiefer", "#4b5152")
OAK = tone("eiche", "Oak", "Eiche", "#c89c66")
BLACK_OAK = tone("raucheiche", "Smoked oak", "Räuchereiche", "#4a3a2e")
CLEAR = tone("klar", "Clear", "Klar", "#f3f8f6")
BRASS = tone("messing", "Brass", "Messing", "#d0b683")
INK = tone("tinte", "Ink", "Tinte", "#2b2c2f")
STRAW = tone("stroh", "Straw", "Stroh", "#cda873")
WOODEN = tone("holz", "Wood", "Holz", "#dcd6c8")

TABLE = ("Tischkultur",)
KITCHEN = ("Küche",)
LIVING = ("Wohnen",)
LIGHT = ("Wohnen", "Leuchten")
VASES = ("Wohnen", "Vasen & Kerzen")
GIFTS = frozenset({11, 12})


def _two(de_title: str, de: str, en_title: str, en: str, de_facts: tuple[str, ...] = (), en_facts: tuple[str, ...] = ()) -> dict[str, Words]:
    return {"de": Words(de_title, de, de_facts), "en": Words(en_title, en, en_facts)}


GOODS = (
    Good("becher", "mug", TABLE, _two(
        "Becher Lene", "Der Becher, der jeden Morgen zuerst in der Hand liegt: gerade Wand, großer Henkel, unten roher Ton. In Leipzig von Hand gedreht, darum ist keiner ganz wie der andere.",
        "Lene mug", "The mug you reach for first every morning: straight sides, a generous handle, bare clay at the foot. Hand-thrown in Leipzig, so no two are quite alike.",
        ("Steinzeug, glasiert", "0,3 Liter, 9 cm hoch", "Spülmaschine und Mikrowelle"), ("Glazed stoneware", "0.3 litres, 9 cm tall", "Dishwasher and microwave safe")),
        1890, 640, 380, (CHALK, MOSS, BRICK, INDIGO), share=3.2, season=GIFTS, stock=90),
    Good("mokka", "espresso_cup", TABLE, _two(
        "Espressotasse Pauli", "Kleine Tasse mit tiefer Untertasse, auf der auch ein Keks Platz findet. Dickwandig, damit der Espresso warm bleibt.",
        "Pauli espresso cup", "A small cup with a deep saucer that has room for a biscuit. Thick walls keep the espresso warm.",
        ("Steinzeug, 80 ml", "Untertasse 14 cm"), ("Stoneware, 80 ml", "Saucer 14 cm")), 2190, 760, 420, (CHALK, INDIGO), share=1.6, season=GIFTS),
    Good("schale", "bowl", TABLE, _two(
        "Schale Mina", "Für Müsli, Suppe oder die Nudeln von gestern. Der gedrehte Fuß hebt sie vom Tisch, der feine Rand liegt gut an der Lippe.",
        "Mina bowl", "For porridge, soup or yesterday's pasta. The turned foot lifts it off the table and the fine rim sits well on the lip.",
        ("Steinzeug mit Eisenspuren", "Durchmesser 16 cm"), ("Stoneware with iron flecks", "16 cm across")), 2290, 790, 520, (CHALK, MOSS, BRICK), share=2.2),
    Good("teller", "plate", TABLE, _two(
        "Teller Mina", "Flacher Teller mit aufgestelltem Rand: Soße bleibt, wo sie hingehört, und vier davon stapeln sich ordentlich.",
        "Mina plate", "A flat plate with an upright rim: sauce stays where it belongs, and four of them stack neatly.",
        ("Steinzeug", "Stapelbar"), ("Stoneware", "Stackable")), 2490, 860, 720, (CHALK, SLATE), sizes("21 cm", "27 cm", step=600), share=2.1, size_name="Size"),
    Good("kanne", "teapot", TABLE, _two(
        "Teekanne Wilma", "Bauchige Kanne für einen Liter Tee und lange Nachmittage. Der Bügel aus Weide bleibt kühl, der Deckel hält auch beim letzten Schluck.",
        "Wilma teapot", "A round pot for a litre of tea and long afternoons. The willow handle stays cool and the lid holds to the last drop.",
        ("Steinzeug, 1 Liter", "Mit Sieb aus Edelstahl"), ("Stoneware, 1 litre", "With steel strainer")), 8900, 3300, 1180, (INDIGO, CHALK), share=0.7, season=GIFTS, stock=18),
    Good("krug", "jug", TABLE, _two(
        "Krug Jule", "Wasser, Saft oder ein Strauß vom Feld: Der Krug mit der gezogenen Schnaupe gießt sauber und steht schön.",
        "Jule jug", "Water, juice or a bunch from the field: with its pulled lip this jug pours cleanly and looks good empty.",
        ("Steinzeug, 1,4 Liter",), ("Stoneware, 1.4 litres",)), 5400, 1950, 1050, (CHALK, MOSS), share=0.9),
    Good("karaffe", "carafe", TABLE, _two(
        "Karaffe Elbe mit Becher", "Mundgeblasene Karaffe, deren Becher auf dem Nachttisch gleich dabeisteht. Liegt gut in der Hand und passt in die Kühlschranktür.",
        "Elbe carafe with tumbler", "A mouth-blown carafe with its own tumbler for the bedside table. It sits well in the hand and fits the fridge door.",
        ("Glas, 1 Liter", "Von Hand spülen"), ("Glass, 1 litre", "Wash by hand")), 4900, 1800, 760, (CLEAR,), share=0.8, season=frozenset({5, 6, 7, 8})),
    Good("brett", "board", KITCHEN, _two(
        "Servierbrett Eiche", "Aus einem Stück geölter Eiche. Dient als Brett, Platte und Unterlage und wird mit den Jahren nur schöner.",
        "Oak serving board", "Cut from one piece of oiled oak. Board, platter and trivet in one, and better looking by the year.",
        ("Eiche aus Sachsen, geölt", "34 × 63 cm"), ("Oak from Saxony, oiled", "34 × 63 cm")), 5900, 2200, 1450, (tone("eiche", "Oak", "Eiche", "#c89c66", wood="#c89c66", grain="#94663a"),), share=1.1, season=GIFTS),
    Good("muehle", "pepper_mill", KITCHEN, _two(
        "Pfeffermühle Otto", "Mahlwerk aus Keramik, Körper aus einem Stück gedreht. Grob bis fein mit einem Dreh an der Mutter.",
        "Otto pepper mill", "A ceramic grinder in a body turned from one piece. Coarse to fine with a twist of the nut.",
        ("22 cm hoch", "Keramikmahlwerk, 25 Jahre Garantie"), ("22 cm tall", "Ceramic grinder, 25-year warranty")), 4500, 1650, 340,
        (tone("eiche", "Oak", "Eiche", "#c89c66"), tone("nuss", "Walnut", "Nussbaum", "#7a5236", wood="#7a5236", grain="#4a3020")), share=0.9, season=GIFTS),
    Good("dose", "jar", KITCHEN, _two(
        "Vorratsdose Frieda", "Für Kaffee, Mehl oder die guten Kekse. Der Deckel aus Eiche schließt mit einem Ring dicht ab.",
        "Frieda storage jar", "For coffee, flour or the good biscuits. The oak lid seals with a ring.",
        ("Steinzeug und Eiche",), ("Stoneware and oak",)), 3400, 1250, 860, (CHALK, SLATE), sizes("0,7 l", "1,2 l", step=900), share=1.2),
    Good("butter", "butter_dish", KITCHEN, _two(
        "Butterdose Emil", "Platz für ein halbes Pfund, und der Griff ist auch mit Butterfingern sicher.",
        "Emil butter dish", "Room for half a pound, and a handle that is safe even with buttery fingers.",
        ("Steinzeug auf Eiche",), ("Stoneware on oak",)), 3900, 1420, 720, (CHALK, BRICK), share=0.7),
    Good("vase-ilse", "vase_round", VASES, _two(
        "Vase Ilse", "Runde Vase aus unglasiertem Ton, innen dicht. Trägt einen einzelnen Ast so gut wie einen ganzen Strauß.",
        "Ilse vase", "A round vase in unglazed clay, sealed inside. Carries a single branch as well as a full bunch.",
        ("Ton, gesprenkelt", "Höhe 24 cm"), ("Speckled clay", "24 cm tall")), 6900, 2500, 1600, (CHALK, BRICK, MOSS), share=1.3, season=frozenset({3, 4, 5})),
    Good("vase-hanne", "vase_tall", VASES, _two(
        "Flaschenvase Hanne", "Schlank, halb getaucht, für eine Blüte, die Platz braucht.",
        "Hanne bottle vase", "Slim and half dipped, for one flower that wants room.",
        ("Steinzeug", "Höhe 30 cm"), ("Stoneware", "30 cm tall")), 4900, 1780, 940, (INDIGO, MOSS, CHALK), share=1.0),
    Good("leuchter", "candlestick", VASES, _two(
        "Kerzenleuchter, 2 Stück", "Gedrehte Leuchter in zwei Höhen für Stabkerzen. Messing, das nachdunkeln darf.",
        "Candlesticks, pair", "Turned candlesticks in two heights for taper candles. Brass that is allowed to darken.",
        ("Massiv gedreht", "18 und 10 cm"), ("Turned solid", "18 and 10 cm")), 7200, 2700, 980, (BRASS, INK), share=0.9, season=frozenset({10, 11, 12})),
    Good("kerze", "candle_jar", VASES, _two(
        "Duftkerze im Glas", "Rapswachs, Baumwolldocht, fünfzig Stunden. Heu riecht nach Juli, Feige nach Süden, Rauch nach dem Ofen im Winter.",
        "Scented candle in glass", "Rapeseed wax, cotton wick, fifty hours. Hay smells of July, fig of the south, smoke of the stove in winter.",
        ("220 g Rapswachs", "Brenndauer etwa 50 Stunden"), ("220 g rapeseed wax", "Burns about 50 hours")), 3200, 1050, 640,
        (tone("heu", "Hay", "Heu", "#c9a65a"), tone("feige", "Fig", "Feige", "#6f7f52"), tone("rauch", "Smoke", "Rauch", "#8a7f78")), share=2.4, season=frozenset({10, 11, 12, 1})),
    Good("topf", "planter", LIVING, _two(
        "Pflanztopf Gesa", "Topf mit Untersetzer, innen glasiert. Die Pflanze auf dem Bild haben wir nicht zu verkaufen, sie wächst bei uns im Büro.",
        "Gesa plant pot", "A pot with saucer, glazed inside. The plant in the picture is not for sale; it lives in our office.",
        ("Steinzeug mit Untersetzer",), ("Stoneware with saucer",)), 3600, 1300, 1900, (CHALK, BRICK, SLATE), sizes("14 cm", "18 cm", "22 cm", step=1200), share=1.4, season=frozenset({3, 4, 5})),
    Good("uhr", "clock", LIVING, _two(
        "Wanduhr Stunde", "Leises Werk, klare Striche, kein Ticken in der Nacht.",
        "Stunde wall clock", "A quiet movement, clear marks, no ticking at night.",
        ("Durchmesser 30 cm", "Mit Batterie"), ("30 cm across", "Battery included")), 8900, 3300, 900, (OAK, BLACK_OAK), share=0.5, season=GIFTS, stock=16),
    Good("korb", "basket", LIVING, _two(
        "Korb Binse", "Von Hand geflochten, fest genug für Holz, weich genug für Decken.",
        "Rush basket", "Woven by hand, sturdy enough for logs, soft enough for blankets.",
        ("Seegras", "Zwei Griffe"), ("Seagrass", "Two handles")), 4900, 1750, 1300, (STRAW,), sizes("S", "M", "L", step=1500), share=1.3, size_name="Size"),
    Good("lampe-tona", "table_lamp", LIGHT, _two(
        "Tischleuchte Tona", "Fuß aus glasiertem Ton, Schirm aus Leinen: macht aus einer Ecke einen Abend.",
        "Tona table lamp", "A foot of glazed clay, a shade of linen: it turns a corner into an evening.",
        ("E27, bis 40 W", "Höhe 48 cm, Textilkabel"), ("E27, up to 40 W", "48 cm tall, textile cable")), 15900, 6200, 2400, (MOSS, INDIGO, CHALK), share=0.7, season=frozenset({10, 11, 12, 1}), stock=14),
    Good("lampe-pilz", "mushroom_lamp", LIGHT, _two(
        "Tischleuchte Pilz", "Lackierter Stahl, dimmbar mit einem Tippen auf den Hut.",
        "Pilz table lamp", "Lacquered steel, dimmed with a tap on the cap.",
        ("LED, dimmbar", "Höhe 36 cm"), ("LED, dimmable", "36 cm tall")), 18900, 7600, 2900, (CHALK, BRICK), was=21900, share=0.5, stock=12),
    Good("tischchen", "tray_table", LIVING, _two(
        "Beistelltisch Dreibein", "Die Platte hat einen Rand, die Beine stehen auch auf altem Dielenboden fest.",
        "Dreibein side table", "The top has a rim and the three legs stand firm even on old boards.",
        ("Stahl und Eiche", "45 cm hoch"), ("Steel and oak", "45 cm tall")), 19900, 8100, 5200, (MOSS, CHALK), share=0.4, stock=9),
)
