"""Tamarack: packs, shelter, kitchen and light for the trail."""
# ruff: noqa: RUF001 - prose and names with the signs that people use
# fmt: off

from app.samples.goods import Good, Words, sizes, tone

SPRUCE = tone("spruce", "Spruce", "Fichte", "#2f5a52", trim="#1f2729")
EMBER = tone("ember", "Ember", "Glut", "#a8432b", trim="#22282a")
OCHRE = tone("ochre", "Ochre", "Ocker", "#b5822f", trim="#26292a")
SLATE = tone("slate", "Slate", "Schiefer", "#454e55", trim="#1c2124")
GLACIER = tone("glacier", "Glacier", "Gletscher", "#7d98a3", trim="#28323a")
COAL = tone("coal", "Coal", "Kohle", "#2a2d2f", trim="#151718")
BONE = tone("bone", "Bone", "Knochen", "#d8d2c2", trim="#3a3d3c")

PACKS = ("Packs & bags",)
CAMP = ("Camp",)
COOK = ("Camp", "Kitchen")
LIGHT = ("Camp", "Light")
CLIMB = ("Climb & navigate",)
SUMMER = frozenset({5, 6, 7, 8})
FALL = frozenset({9, 10, 11})
GIFTS = frozenset({11, 12})


def one(title: str, text: str, *facts: str) -> dict[str, Words]:
    """Words in English, the shop's only language."""
    return {"en": Words(title, text, facts)}


GOODS = (
    Good("pack45", "backpack", PACKS, one(
        "Switchback 45 Pack", "Three days of gear, one clean carry. The frame sheet moves with your hips, the lid becomes a summit pack, and every buckle works with gloves on.",
        "45 L, 2 lb 14 oz", "Fits torsos 16-21 in", "100D recycled ripstop", "Lifetime repair"), 21900, 9400, 1300, (SPRUCE, EMBER, SLATE), sizes("S/M", "M/L"), share=1.3, season=SUMMER, stock=26),
    Good("day22", "daypack", PACKS, one(
        "Cutbank 22 Roll-Top", "A roll-top that goes from trailhead to train. Laptop sleeve against your back, wet shell up top, snacks where you can reach them.",
        "22-26 L, 1 lb 9 oz", "Fits a 15 in laptop"), 11900, 4600, 710, (OCHRE, SPRUCE, COAL), share=1.8, stock=40),
    Good("duffel60", "duffel", PACKS, one(
        "Freight 60 Duffel", "Coated haul bag with bar-tacked webbing. Throw it in the truck bed, hose it off, do it again.",
        "60 L, 2 lb 6 oz", "840D coated nylon"), 12900, 5000, 1080, (EMBER, COAL), share=1.0, stock=30),
    Good("dry20", "dry_bag", PACKS, one(
        "Eddy Dry Bag", "Roll it three times and it floats. Welded seams, a wide mouth and a color you can find at the bottom of a raft.",
        "Welded 420D TPU", "IPX6 when rolled"), 3400, 1150, 240, (OCHRE, EMBER, GLACIER), sizes("10 L", "20 L", "35 L", step=900), share=1.4, season=SUMMER, stock=40, size_name="Volume"),
    Good("tent2", "tent", CAMP, one(
        "Larch 2 Tent", "Two poles, four minutes, one dry night. Color-coded clips mean you can pitch it in the dark, and the vestibule holds two packs with room for boots.",
        "2 person, 3 season", "3 lb 15 oz packed", "Pitch fly first in rain"), 38900, 17200, 1790, (OCHRE, SPRUCE), was=44900, share=0.8, season=SUMMER, stock=18),
    Good("bag20", "sleeping_bag", CAMP, one(
        "Hollow 20 Sleeping Bag", "650-fill water-resistant down, a draft collar that seals, and a zipper that does not eat fabric.",
        "Comfort 30 °F, limit 20 °F", "2 lb 3 oz"), 28900, 12600, 1000, (EMBER, SLATE), sizes("Regular", "Long", step=2000), share=0.8, season=FALL, stock=16),
    Good("pad", "pad_roll", CAMP, one(
        "Egret Foam Pad", "Closed-cell foam never deflates at 2 a.m. Also a seat, a splint and a windbreak for the stove.",
        "72 × 20 in, 14 oz", "R-value 2.1"), 4400, 1500, 400, (SPRUCE, OCHRE), share=1.1, season=SUMMER, stock=40),
    Good("chair", "camp_chair", CAMP, one(
        "Landing Camp Chair", "Sits you low enough for the fire and high enough to get back up. Packs to the size of a loaf of bread.",
        "Holds 300 lb", "3 lb 2 oz"), 9900, 3900, 1420, (SPRUCE, SLATE), share=1.2, season=SUMMER, stock=30),
    Good("cooler", "cooler", CAMP, one(
        "Icehouse 35 Cooler", "Rotomolded, gasketed and bear-resistant. Keeps ice for four days in August if you stop opening it.",
        "35 qt, 22 lb", "Rubber latches, drain plug"), 24900, 11200, 9900, (BONE, SPRUCE), share=0.5, season=SUMMER, stock=10),
    Good("aid", "first_aid", CAMP, one(
        "Backcountry First Aid Kit", "Packed by two wilderness medics who were tired of kits full of tiny bandages. Labeled so that someone else can find things.",
        "For 4 people, 3 days", "Refills available"), 5400, 2050, 620, (tone("red", "Signal red", "Signalrot", "#a9322b"),), share=1.0),
    Good("hatchet", "hatchet", CAMP, one(
        "Kindling Hatchet", "Drop-forged head, ash handle, leather thong. Splits kindling, drives stakes, lasts longer than you will.",
        "14 in, 1 lb 7 oz", "Hand-sharpened"), 7900, 3200, 680, (), share=0.6, season=FALL),
    Good("bottle", "bottle", COOK, one(
        "Basin Insulated Bottle", "Cold for 24 hours, hot for 12, dent-resistant forever. The powder coat is grippy and the loop fits two fingers in a mitten.",
        "18/8 steel, vacuum insulated", "Fits cup holders"), 3400, 1150, 380, (SPRUCE, EMBER, GLACIER, BONE), sizes("21 oz", "32 oz", step=700), share=2.6, season=SUMMER | GIFTS, stock=70, size_name="Volume"),
    Good("flask", "flask", COOK, one(
        "Foreman Vacuum Flask", "The one from the job site, for the duck blind. Pours without unscrewing and the cup is really a cup.",
        "1 qt, 24 hours hot"), 4900, 1750, 640, (SPRUCE, COAL), share=0.8, season=FALL, stock=36),
    Good("mug", "enamel_mug", COOK, one(
        "Campfire Enamel Mug", "Speckled enamel on steel. Set it on the coals, drop it on the rocks, give it to your kids.",
        "12 oz, 5 oz", "Stainless rim"), 1600, 480, 150, (tone("navy", "Navy", "Marine", "#27384c"), tone("ember", "Ember", "Glut", "#8f3626")), share=2.0, season=GIFTS, stock=90),
    Good("stove", "stove", COOK, one(
        "Match Canister Stove", "Boils a liter in three and a half minutes, simmers without sulking. Folds to the size of a fist.",
        "3.1 oz without canister", "10,200 BTU"), 5900, 2250, 90, (tone("ember", "Ember", "Glut", "#a8432b"),), share=1.1, season=SUMMER),
    Good("lantern", "lantern", LIGHT, one(
        "Porchlight Lantern", "Warm light that flatters the cook. Dims down to a nightlight and charges your phone.",
        "10-450 lumens", "USB-C, 80 hours on low"), 6900, 2700, 480, (SPRUCE, EMBER), share=1.0, season=FALL, stock=36),
    Good("head400", "headlamp", LIGHT, one(
        "Beacon 400 Headlamp", "400 lumens on USB-C, with a lock so it does not burn itself out in your pack. Red light first, so you never blind your tent mate.",
        "400 lumens, IPX7", "2.9 oz with battery"), 6400, 2400, 82, (EMBER, SLATE), share=1.7, season=FALL, stock=50),
    Good("torch", "torch", LIGHT, one(
        "Ranger 900 Flashlight", "A machined tube, one button, 900 lumens. No app.",
        "900 lumens, 2 h on high", "21700 cell, USB-C"), 7900, 3000, 160, (COAL,), share=0.7, season=FALL),
    Good("knife", "knife", CLIMB, one(
        "Brook Folding Knife", "A slicer, not a pry bar. Locks solid, opens with a thumb, sharpens on a river stone.",
        "3 in stainless blade", "2.6 oz"), 6400, 2400, 74, (tone("walnut", "Walnut", "Nussbaum", "#7a5236"), tone("spruce", "Spruce", "Fichte", "#3a5a4c")), share=1.0, season=GIFTS, stock=34),
    Good("rope", "rope", CLIMB, one(
        "Belfry 9.5 Rope", "A do-everything single rope that stays round and feeds smooth. Middle mark you can see by headlamp.",
        "9.5 mm, dry treated", "UIAA certified"), 22900, 10600, 3700, (tone("ember", "Ember", "Glut", "#b5452c", trim="#1f2b33"), tone("glacier", "Glacier", "Gletscher", "#5f8597", trim="#d2a33a")), sizes("60 m", "70 m", step=3500), share=0.5, stock=12, size_name="Length"),
    Good("poles", "poles", CLIMB, one(
        "Ridge Trekking Poles", "Cork grips, lever locks, tips you can replace. Sold in pairs, lost in singles, so we sell singles too.",
        "Carbon, 24-53 in", "15 oz a pair"), 12900, 5300, 430, (tone("glacier", "Glacier", "Gletscher", "#7d98a3"),), was=14900, share=0.8, season=SUMMER, stock=26),
)
