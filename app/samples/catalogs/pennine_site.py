"""Pennine Trade: fixings, electrical, plumbing and decorating, by the box."""
# ruff: noqa: RUF001 - prose and names with the signs that people use
# fmt: off

from app.samples.goods import Good, Words, tone

FIXINGS = ("Fixings",)
CABLE = ("Electrical", "Cable")
ELECTRIC = ("Electrical", "Accessories & lighting")
PLUMB = ("Plumbing & heating",)
DECOR = ("Decorating",)
BUILD = ("Building materials",)
SITE = ("Site & storage",)
IRON = ("Ironmongery & security",)
WHITE = tone("white", "White", "Weiß", "#f1f1ee")
BLACK = tone("black", "Black", "Schwarz", "#2c2e30")
GREY = tone("grey", "Grey", "Grau", "#9a9d9f")
ZINC = tone("zinc", "Zinc", "Zink", "#c9ccd0")
BRASS = tone("brass", "Brass", "Messing", "#cdb37c")


def one(title: str, text: str, *facts: str) -> dict[str, Words]:
    """Words in English, the shop's only language."""
    return {"en": Words(title, text, facts)}


GOODS = (
    Good("wsc", "screw_box", FIXINGS, one(
        "Multi-Purpose Wood Screws, Box", "Serrated thread, waxed, bites without a pilot hole. One bit does the whole box.",
        "PZ2 countersunk, yellow passivated", "Box quantity as stated"), 899, 410, 980, (tone("yellow", "Yellow passivated", "Gelb", "#c9a85c", card="#b98f5f"),),
        (("4.0 × 40, 200 pcs", 0), ("4.0 × 60, 200 pcs", 350), ("5.0 × 70, 200 pcs", 620), ("5.0 × 100, 100 pcs", 640)), share=3.2, stock=240),
    Good("bolt", "bolts", FIXINGS, one(
        "Hex Set Screws with Nuts, BZP", "Fully threaded, grade 8.8, nuts and washers in the box so that nobody has to go back to the van.",
        "DIN 933, grade 8.8", "50 sets a box"), 1290, 590, 1900, (ZINC,), (("M8 × 40", 0), ("M10 × 50", 480), ("M12 × 60", 1150)), share=1.4, stock=120),
    Good("ties", "cable_ties", FIXINGS, one(
        "Cable Ties, Pack of 100", "UV stabilised nylon that does not snap in January.",
        "PA66, UL 94 V-2"), 449, 150, 240, (BLACK, tone("natural", "Natural", "Natur", "#e2ddd0")), (("200 × 4.8 mm", 0), ("300 × 4.8 mm", 180), ("370 × 7.6 mm", 460)), share=2.4, stock=260),
    Good("te25", "cable_drum", CABLE, one(
        "Twin & Earth Cable, 100 m Drum", "BASEC approved, marked every metre, off a plywood drum that stands on its own.",
        "6242Y, BS 6004", "Reaction to fire Eca"), 6890, 5200, 11800, (GREY,), (("1.5 mm²", 0), ("2.5 mm²", 3200), ("6.0 mm²", 12800)), share=2.2, stock=60, size_name="Cross-section"),
    Good("jb", "junction_box", CABLE, one(
        "Weatherproof Junction Box IP66", "Captive screws, soft glands, room to work inside.",
        "IP66, 150 × 110 × 70 mm"), 790, 310, 310, (GREY, WHITE), share=1.6, stock=140),
    Good("reel", "reel", CABLE, one(
        "Cable Reel 4-Way, 25 m", "Thermal cut-out you can reset with a cold thumb, sockets with covers.",
        "25 m × 1.5 mm² H07RN-F", "13 A, IP44"), 4490, 2350, 6900, (tone("blue", "Blue", "Blau", "#2e567f"),), share=0.8, stock=36),
    Good("skt", "double_socket", ELECTRIC, one(
        "Double Switched Socket, 13 A", "Rounded edge, deep terminals, screws that stay in. Box of ten costs less.",
        "BS 1363-2", "Twin earth terminals"), 349, 120, 170, (WHITE, tone("steel", "Brushed steel", "Stahl", "#c5c8ca")), share=2.8, stock=420),
    Good("flood", "floodlight", ELECTRIC, one(
        "LED Site Floodlight 50 W", "4,500 lumens on a stand that does not fall over. Three metres of rubber flex.",
        "50 W, 4500 lm, 4000 K", "IP65"), 3890, 1900, 3100, (tone("orange", "Orange", "Orange", "#d8772a"),), share=1.1, season=frozenset({10, 11, 12, 1, 2}), stock=60),
    Good("ins", "insulating_tape", ELECTRIC, one(
        "PVC Insulating Tape, Mixed 6-Pack", "Six colours, sticks in the cold, comes off clean.",
        "19 mm × 20 m, BS EN 60454"), 549, 190, 420, (tone("mixed", "Mixed", "Gemischt", "#8a5a34"),), share=2.0, stock=260),
    Good("cu", "copper_pipes", PLUMB, one(
        "Copper Tube, 3 m, Bundle", "Half-hard R250, straight as delivered, strapped so that it stays so.",
        "BS EN 1057", "Bundle of 10 lengths"), 9890, 7600, 9800, (tone("copper", "Copper", "Kupfer", "#c9805a"),), (("15 mm", 0), ("22 mm", 9200), ("28 mm", 16900)), share=1.0, stock=40, size_name="Diameter"),
    Good("elb", "elbow", PLUMB, one(
        "Press-Fit Fittings Pack, Copper", "Ten elbows and five tees with EPDM rings. Leaks before pressing, so that you find it.",
        "M profile, WRAS approved"), 3890, 2100, 1300, (tone("copper", "Copper", "Kupfer", "#c9805a"),), (("15 mm", 0), ("22 mm", 2300)), share=1.2, stock=70, size_name="Diameter"),
    Good("valve", "valve", PLUMB, one(
        "Lever Ball Valve, Full Bore", "DZR brass, the lever says open from across the room.",
        "PN25, WRAS approved"), 749, 320, 310, (tone("red", "Red lever", "Rot", "#b23a2c"), tone("blue", "Blue lever", "Blau", "#2e5f95")), (("15 mm", 0), ("22 mm", 350), ("28 mm", 890)), share=1.4, stock=160, size_name="Diameter"),
    Good("emul", "paint_tin", DECOR, one(
        "Contract Matt Emulsion, 10 L", "Two coats over anything, touches in without flashing. The white that the whole site uses.",
        "Matt, 12 m² a litre", "Low VOC"), 2890, 1500, 14800, (tone("white", "Brilliant white", "Weiß", "#c3d2dc"), tone("magnolia", "Magnolia", "Magnolie", "#e6d9bd"), tone("goose", "Goose grey", "Grau", "#b9bcba")), share=1.8, season=frozenset({3, 4, 5, 9}), stock=80),
    Good("roll", "paint_roller", DECOR, one(
        "Roller Frame and Sleeve 9\"", "Medium pile that holds paint and lets it go. Cage frame, no squeak.",
        "9 in, medium pile"), 799, 290, 420, (tone("blue", "Blue", "Blau", "#2e5f95"),), share=1.5, stock=150),
    Good("brush", "paint_brush", DECOR, one(
        "Trade Paint Brush", "Filled filament that does not shed, a beavertail that fits the hand at hour six.",
        "Synthetic, solvent resistant"), 449, 160, 130, (tone("red", "Red", "Rot", "#9a3328"),), (("2\"", 0), ("3\"", 220), ("4\"", 480)), share=1.7, stock=180),
    Good("mask", "tape", DECOR, one(
        "Masking Tape, 3 Rolls", "A sharp line, off in one piece within fourteen days.",
        "48 mm × 50 m"), 699, 280, 560, (tone("cream", "Cream", "Creme", "#dcc794"), tone("blue", "UV blue", "Blau", "#3f74a8")), share=2.2, stock=220),
    Good("sil", "cartridge", DECOR, one(
        "Sanitary Silicone, 2 Cartridges", "Neutral cure, keeps white white, skins in ten minutes.",
        "310 ml each, anti-mould"), 749, 300, 760, (tone("white", "White", "Weiß", "#3f7f9a"), tone("clear", "Clear", "Klar", "#7fa37a"), tone("grey", "Grey", "Grau", "#7d8285")), share=2.2, stock=220),
    Good("fill", "sealed_tub", DECOR, one(
        "Ready-Mixed Filler, 5 kg", "Sands like chalk, stays where the knife leaves it.",
        "Interior, fills to 10 mm"), 1090, 480, 5200, (tone("green", "Green", "Grün", "#4f8a5a"),), share=1.2, stock=90),
    Good("disc", "discs", DECOR, one(
        "Sanding Discs 125 mm, 50 pcs", "Hook and loop, eight holes, stearated so that paint does not clog them.",
        "Aluminium oxide"), 1190, 520, 480, (tone("red", "Red", "Rot", "#8f4434"),), (("P80", 0), ("P120", 0), ("P240", 0)), share=1.3, stock=120, size_name="Grit"),
    Good("cem", "cement_bag", BUILD, one(
        "General Purpose Cement, 25 kg", "CEM II in a bag that survives the pallet. Full pallets delivered by tail lift.",
        "CEM II/A-LL 32.5R", "BS EN 197-1"), 549, 390, 25000, (tone("blue", "Blue", "Blau", "#2e567f"),), share=2.0, season=frozenset({4, 5, 6, 7, 8}), stock=600),
    Good("buck", "bucket", BUILD, one(
        "Builder's Bucket 14 L", "Marked inside, a lip that pours, a handle that stays on.",
        "14 L, recycled"), 249, 90, 640, (BLACK, tone("yellow", "Yellow", "Gelb", "#e0aa1e")), share=1.6, stock=320),
    Good("bin", "storage_bin", SITE, one(
        "Picking Bins, Set of 2", "Stack, hang or stand in the van rack. Label holder included.",
        "300 × 190 × 160 mm"), 1290, 560, 1300, (tone("blue", "Blue", "Blau", "#2f5f9a"), tone("red", "Red", "Rot", "#b23a2c")), share=1.0, stock=110),
    Good("lock", "padlock", IRON, one(
        "Weatherproof Padlock 60 mm", "Brass body, boron shackle, keyed alike on request.",
        "CEN 4, two keys"), 2190, 980, 690, (tone("brass", "Brass", "Messing", "#cdb37c"),), share=0.9, stock=80),
    Good("lever", "door_handle", IRON, one(
        "Lever Handle on Rose, Set", "Solid, sprung, bolt-through. Will not droop in a school.",
        "Grade 3, BS EN 1906"), 2490, 1150, 920, (tone("steel", "Satin steel", "Stahl", "#cfd2d4"), BLACK), share=1.0, stock=90),
)
