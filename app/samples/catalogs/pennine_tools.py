"""Pennine Trade: tools and protection."""
# ruff: noqa: RUF001 - prose and names with the signs that people use
# fmt: off

from app.samples.catalogs.pennine_site import one
from app.samples.goods import Good, sizes, tone

POWER = ("Tools", "Power tools")
HAND = ("Tools", "Hand tools")
ACCESS = ("Tools", "Access & storage")
HEAD = ("Workwear & PPE", "Head, eyes & ears")
WEAR = ("Workwear & PPE", "Clothing & footwear")
ORANGE = tone("orange", "Orange", "Orange", "#d8772a")
FELL = tone("fell", "Fell blue", "Blau", "#28557f")
STEEL = tone("steel", "Steel", "Stahl", "#cdd0d2")
YELLOW = tone("yellow", "Hi-vis yellow", "Gelb", "#d9e021", trim="#3a3d40")
HIVIS_ORANGE = tone("orange", "Hi-vis orange", "Orange", "#f0641e", trim="#3a3d40")

GOODS = (
    Good("drill", "drill", POWER, one(
        "18 V Combi Drill, Brushless, 2 × 4 Ah", "80 Nm, metal chuck, a grip made for cold mornings. Two batteries, charger and case.",
        "80 Nm, 2 speeds, hammer", "3-year guarantee"), 17900, 11200, 3900, (FELL,), was=20900, share=1.1, season=frozenset({11, 12}), stock=34),
    Good("batt", "battery", POWER, one(
        "18 V Battery", "Fits every bare tool of the range. Gauge, rubber bumpers, cell protection.",
        "Li-ion, 20 min fast charge"), 6490, 3700, 720, (FELL,), (("4 Ah", 0), ("6 Ah", 3500), ("8 Ah", 6400)), share=1.2, stock=70, size_name="Capacity"),
    Good("grind", "grinder", POWER, one(
        "Angle Grinder 115 mm, 900 W", "Paddle switch, tool-free guard, soft start that spares the wrist.",
        "900 W, 11,500 rpm"), 5490, 3100, 2300, (FELL,), share=0.8, stock=36),
    Good("hamm", "hammer", HAND, one(
        "Claw Hammer 20 oz, Fibreglass", "Balanced, magnetic nail start, a claw that gets under heads.",
        "20 oz, anti-vibration"), 1690, 780, 920, (tone("orange", "Orange", "Orange", "#d8772a"),), share=1.1, stock=90),
    Good("level", "spirit_level", HAND, one(
        "Box Level", "Milled edge, shock caps, vials you can read from a ladder. Accurate both ways up.",
        "0.5 mm/m, three vials"), 2490, 1150, 780, (tone("yellow", "Yellow", "Gelb", "#dba01c"),), (("600 mm", 0), ("1200 mm", 1200), ("1800 mm", 2600)), share=1.0, stock=50, size_name="Length"),
    Good("meas", "tape_measure", HAND, one(
        "Tape Measure, Nylon Blade", "Stands out two metres without help. Class II, magnetic hook.",
        "25 mm blade, class II"), 890, 360, 390, (tone("yellow", "Yellow", "Gelb", "#dba01c"),), (("5 m", 0), ("8 m", 500)), share=1.8, stock=180, size_name="Length"),
    Good("sdr", "screwdrivers", HAND, one(
        "Screwdriver Set, 3 Pieces", "PH2, PZ2 and slotted with tips that fit, and handles that take a tap.",
        "S2 steel"), 1290, 540, 480, (tone("red", "Red", "Rot", "#b23a2c"),), share=1.2, stock=110),
    Good("saw", "handsaw", HAND, one(
        "Hardpoint Handsaw 550 mm", "Three-bevel teeth for a fast clean cut, 45 and 90 degrees on the handle.",
        "8 TPI, 550 mm"), 849, 360, 520, (tone("orange", "Orange", "Orange", "#d8772a"),), share=1.4, stock=140),
    Good("trow", "trowel", HAND, one(
        "Brick Trowel 11\", Forged", "One piece of steel, ground to a fine edge, ash handle.",
        "London pattern"), 1890, 860, 480, (tone("ash", "Ash", "Esche", "#c49a66"),), share=0.8, stock=60),
    Good("snap", "cutting_knife", HAND, one(
        "Snap-Off Knife 18 mm, 10 Blades", "Metal rail, auto-lock, black blades that stay sharp in plasterboard.",
        "18 mm"), 690, 240, 190, (tone("yellow", "Yellow", "Gelb", "#dba01c"),), share=2.0, stock=220),
    Good("lad", "ladder", ACCESS, one(
        "Step Ladder, Professional", "Wide treads, tool tray, feet that do not mark floors. EN 131 Professional.",
        "150 kg, EN 131"), 6990, 3900, 5600, (tone("fell", "Fell blue", "Blau", "#28557f"),), (("4 tread", 0), ("6 tread", 2500), ("8 tread", 5200)), share=0.9, stock=26, size_name="Treads"),
    Good("box", "tool_box", ACCESS, one(
        "Tool Box 19\", Metal Latches", "Carries a hammer drill and lunch. Trays in the lid for the small stuff.",
        "482 mm, 25 kg"), 2190, 980, 2300, (ORANGE,), share=0.9, stock=60),
    Good("hat", "hard_hat", HEAD, one(
        "Safety Helmet, Vented", "Six-point harness, wheel ratchet, five years from the date inside the peak.",
        "EN 397, 52-64 cm"), 890, 340, 380, (tone("white", "White", "Weiß", "#eeede8"), tone("yellow", "Yellow", "Gelb", "#e0aa1e"), tone("blue", "Blue", "Blau", "#2f5f9a"), tone("red", "Red", "Rot", "#b23a2c")), share=1.6, stock=160),
    Good("ear", "ear_defenders", HEAD, one(
        "Ear Defenders SNR 33", "Deep cups, light clamp, fold into themselves.",
        "EN 352-1, SNR 33 dB"), 1490, 640, 320, (tone("red", "Red", "Rot", "#b23a2c"), tone("lime", "Lime", "Limette", "#a5c23a")), share=1.0, stock=90),
    Good("glove", "gloves", WEAR, one(
        "Latex Grip Gloves, 12 Pairs", "Grip wet brick, pick up a screw. Breathable back.",
        "EN 388 2131X"), 1590, 720, 820, (tone("orange", "Orange", "Orange", "#c96a2a", trim="#34383a"),), sizes("8 M", "9 L", "10 XL"), share=2.2, stock=160),
    Good("vest", "vest", WEAR, one(
        "Hi-Vis Waistcoat, Two Bands", "Class 2, zipped, printed with your logo from ten pieces.",
        "EN ISO 20471 class 2"), 490, 170, 180, (YELLOW, HIVIS_ORANGE), sizes("M", "L", "XL", "XXL"), share=2.0, stock=180),
    Good("boot", "boot", WEAR, one(
        "Safety Boot S3, Leather", "Composite toe, midsole that stops nails, a sole that grips roof tile.",
        "EN ISO 20345 S3 SRC"), 6490, 3300, 1500, (tone("tan", "Tan", "Beige", "#a97c46", trim="#33302c"), tone("black", "Black", "Schwarz", "#2f3133", trim="#1d1f20")), sizes("7", "8", "9", "10", "11", "12"), share=1.4, season=frozenset({9, 10, 11}), stock=24),
    Good("trs", "work_trousers", WEAR, one(
        "Holster Pocket Work Trousers", "Knee-pad pockets in double cloth, a thigh pocket for the phone, triple seams.",
        "Poly-cotton 300 g, EN 14404"), 3490, 1650, 690, (tone("grey", "Grey", "Grau", "#70767a", trim="#2b2e31"), tone("navy", "Navy", "Marine", "#2c3a4c", trim="#1b1f24")), sizes("30", "32", "34", "36", "38"), share=1.4, stock=26, size_name="Waist"),
)
