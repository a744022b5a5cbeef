"""Tamarack: electronics that go outside, and what to wear there."""
# ruff: noqa: RUF001 - prose and names with the signs that people use
# fmt: off

from app.samples.catalogs.tamarack_trail import (
    BONE,
    COAL,
    EMBER,
    FALL,
    GIFTS,
    GLACIER,
    OCHRE,
    SLATE,
    SPRUCE,
    SUMMER,
    one,
)
from app.samples.goods import Good, sizes, tone

POWER = ("Electronics", "Power")
SOUND = ("Electronics", "Sound")
FINDING = ("Electronics", "Navigation & optics")
SHELLS = ("Clothing", "Jackets")
LAYERS = ("Clothing", "Layers & accessories")
BOOTS = ("Footwear",)
LETTERS = sizes("XS", "S", "M", "L", "XL", "XXL")
WINTER = frozenset({10, 11, 12, 1})

GOODS = (
    Good("bank20", "power_bank", POWER, one(
        "Cache 20K Power Bank", "Four phone charges in a case that bounces. Rubber corners, a port cover that stays attached, and an honest gauge.",
        "20,000 mAh, 45 W USB-C", "IP67, 13 oz"), 7900, 3300, 370, (tone("coal", "Coal", "Kohle", "#34383a", trim="#b5822f"), tone("spruce", "Spruce", "Fichte", "#2f5a52", trim="#1d2022")), share=1.4, season=SUMMER, stock=45),
    Good("solar21", "solar_panel", POWER, one(
        "Noon 21 Solar Panel", "Three leaves that clip to a pack or prop by the tent. Real watts in real sun, tested by us, printed here.",
        "21 W, two USB ports", "1 lb 3 oz"), 10900, 4700, 540, (SPRUCE,), share=0.6, season=SUMMER, stock=20),
    Good("wall65", "charger", POWER, one(
        "Hearth 65 W Charger", "Laptop, phone and headlamp from one outlet. Folds flat in a chest pocket.",
        "65 W GaN, 2 × USB-C"), 4900, 1900, 120, (BONE, COAL), share=1.3, season=GIFTS, stock=60),
    Good("cable2", "usb_cable", POWER, one(
        "Tether USB-C Cable", "Braided like climbing cord, 100 watts, strain relief that outlives the phone.",
        "6.5 ft, 100 W"), 1900, 520, 60, (tone("ember", "Ember", "Glut", "#a8432b", trim="#2a2d2f"), tone("coal", "Coal", "Kohle", "#2f3335", trim="#1c1e1f")), share=2.2, stock=120),
    Good("phones", "headphones", SOUND, one(
        "Quiet Hour Headphones", "Noise canceling for planes, transparency for crosswalks, 40 hours for the whole road trip.",
        "Bluetooth 5.3, 40 h", "Replaceable ear pads"), 19900, 8900, 250, (tone("coal", "Coal", "Kohle", "#2f3335", trim="#1c1e1f"), tone("bone", "Bone", "Knochen", "#cfc8b8", trim="#8a8378"), tone("spruce", "Spruce", "Fichte", "#33564d", trim="#20302c")), was=24900, share=1.0, season=GIFTS, stock=26),
    Good("buds", "earbuds", SOUND, one(
        "Quiet Hour Buds", "They stay put on a trail run, and the case fits the coin pocket no one uses.",
        "8 h + 24 h in case", "IPX5"), 12900, 5600, 58, (tone("bone", "Bone", "Knochen", "#e2ddd0", trim="#b9b2a4"), tone("coal", "Coal", "Kohle", "#33373a", trim="#202224")), share=1.2, season=GIFTS, stock=38),
    Good("boom", "speaker", SOUND, one(
        "Boombox Mini Speaker", "360 degrees around the picnic table, floats in the lake, charges your phone when the bank is empty.",
        "20 h, IP67", "1 lb 4 oz"), 9900, 4200, 560, (EMBER, SLATE, OCHRE), share=1.2, season=SUMMER, stock=34),
    Good("watch", "watch", FINDING, one(
        "Traverse GPS Watch", "Breadcrumbs home, storm alarm, 30 days on a charge. The buttons work with wet gloves.",
        "Multi-band GPS, altimeter", "30 days, 40 h tracking"), 34900, 16800, 62, (tone("coal", "Coal", "Kohle", "#2c2f31"), tone("spruce", "Spruce", "Fichte", "#2f4f47"), tone("ember", "Ember", "Glut", "#8f3a26")), share=0.7, season=GIFTS, stock=16),
    Good("cam", "action_camera", FINDING, one(
        "Witness Action Camera", "5.3K, steady on a mountain bike, waterproof without a box. One big button.",
        "5.3K60, 33 ft waterproof", "2 h battery"), 29900, 15100, 150, (COAL,), was=34900, share=0.6, season=SUMMER | GIFTS, stock=18),
    Good("radio", "radios", FINDING, one(
        "Holler Two-Way Radios, Pair", "For the second car, the other rope team, the kids at the creek. No plan, no towers.",
        "Up to 25 miles line of sight", "NOAA weather, USB-C"), 8900, 3700, 420, (tone("ochre", "Ochre", "Ocker", "#b5822f"),), share=0.7, season=SUMMER, stock=24),
    Good("tag", "tracker", FINDING, one(
        "Stray Tag", "On the keys, in the pack, under the bike seat. Rings, maps, lasts a year.",
        "Replaceable coin cell"), 2900, 1050, 14, (BONE, SPRUCE), share=1.5, season=GIFTS, stock=90),
    Good("shades", "sunglasses", FINDING, one(
        "Glare Sunglasses", "Polarized, grippy when you sweat, on a hinge that bends both ways.",
        "Polarized, 100% UV"), 8900, 2900, 32, (tone("coal", "Coal", "Kohle", "#2a2d2f"), tone("walnut", "Walnut", "Nussbaum", "#5a3c28")), share=1.2, season=SUMMER, stock=40),
    Good("shell", "rain_jacket", SHELLS, one(
        "Stormline Rain Jacket", "Three-layer, fully taped, vents you can reach under pack straps. The hood turns with your head.",
        "3-layer, 20K/20K", "12.4 oz (M)"), 22900, 9700, 350, (SPRUCE, OCHRE, SLATE), LETTERS, share=1.2, season=frozenset({3, 4, 9, 10}), stock=12),
    Good("down", "puffer", SHELLS, one(
        "Kindle Down Jacket", "800-fill warmth that stuffs into its own pocket. Narrow baffles, no cold spots, no static.",
        "800-fill RDS down", "11 oz (M)"), 24900, 10800, 310, (EMBER, COAL, GLACIER), LETTERS, share=1.3, season=WINTER, stock=11),
    Good("fleece", "fleece", LAYERS, one(
        "Burrow Fleece Pullover", "High-loft fleece, a pocket for the phone, a zipper that does not bite your chin.",
        "100% recycled polyester"), 11900, 4300, 460, (tone("oat", "Oat", "Hafer", "#cfc2a6", trim="#5a4a38"), tone("spruce", "Spruce", "Fichte", "#3a5f56", trim="#1f2729"), tone("ember", "Ember", "Glut", "#9a4630", trim="#2a2324")), LETTERS, share=1.4, season=WINTER, stock=14),
    Good("socks", "socks", LAYERS, one(
        "Mileage Merino Socks", "Cushion where boots rub, mesh where feet sweat. Guaranteed for as long as you can find both.",
        "64% merino, made in North Carolina"), 2400, 850, 80, (tone("slate", "Slate", "Schiefer", "#59636a", trim="#2b3236"), tone("ochre", "Ochre", "Ocker", "#a9803a", trim="#3c2f1c")), sizes("S", "M", "L"), share=2.0, stock=60),
    Good("hat", "beanie", LAYERS, one(
        "Woodsmoke Beanie", "Rib-knit merino that covers your ears and smells like last weekend.",
        "100% merino"), 3400, 1150, 85, (OCHRE, SPRUCE, COAL), share=1.4, season=WINTER, stock=50),
    Good("cap", "cap", LAYERS, one(
        "Trailhead Cap", "Five seasons of sun, one leather patch. Packs flat, dries fast.",
        "Nylon, adjustable"), 3200, 980, 75, (tone("spruce", "Spruce", "Fichte", "#365a50", trim="#24302d"), tone("oat", "Oat", "Hafer", "#c5b796", trim="#6b5a40"), tone("coal", "Coal", "Kohle", "#33373a", trim="#232628")), share=1.5, season=SUMMER, stock=60),
    Good("boots", "boot", BOOTS, one(
        "Talus Mid Boot", "Full-grain leather, a rand that takes the scuffs, a sole you can replace. Broken in by mile ten.",
        "Waterproof, Norwegian-style welt", "2 lb 6 oz a pair (9)"), 23900, 10900, 1080, (tone("saddle", "Saddle", "Sattel", "#7a5031", trim="#2e2a27"), tone("slate", "Slate", "Schiefer", "#4a5054", trim="#1f2224")), sizes("7", "8", "9", "10", "11", "12"), share=1.0, season=FALL, stock=9),
)
