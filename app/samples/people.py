"""The people of the demo shops: staff in every role, customers, suppliers. All invented; mail goes to *.example."""
# ruff: noqa: RUF001 - prose and names with the signs that people use
# fmt: off

import random
from dataclasses import dataclass

from app.samples.goods import slug_of
from app.samples.places import Shop

PASSWORD = "galleria-demo"  # noqa: S105 - the demo's one documented password
PIN = "2580"
CUSTOMER_PASSWORD = PASSWORD


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in a shop: role's code, the store's place in the list for local roles."""

    name: str
    mail: str
    role: str
    title: str
    store: int | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer with a postal address of the shop's country; businesses order more and in boxes."""

    name: str
    email: str
    phone: str
    line1: str
    postal_code: str
    city: str
    region: str
    country: str
    company: str = ""
    has_account: bool = False


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who the goods come from: lead time in days, least order in minor units."""

    name: str
    city: str
    country: str
    contact: str
    email: str
    lead_days: int
    least_order: int
    supplies: str


# Roles of the requirements (ROL-01 to ROL-11), the till's PIN for those who sell
ROLES: tuple[tuple[str, str, int | None], ...] = (
    ("administrator", "System administrator", None), ("catalog_manager", "Catalogue manager", None),
    ("inventory_manager", "Inventory manager", None), ("order_manager", "Order manager", None),
    ("fulfillment_user", "Fulfilment", -1), ("service_representative", "Customer service", None),
    ("marketing_manager", "Marketing", None), ("b2b_account_manager", "B2B accounts", None),
    ("store_manager", "Store manager", 0), ("store_manager", "Store manager", 1),
    ("store_associate", "Store associate", 0), ("store_associate", "Store associate", 1), ("finance", "Finance", None),
)
STAFF_NAMES = {
    "halm-ton": ("Anke Lindner", "Mehmet Yıldız", "Solveig Brandt", "Thảo Nguyễn", "Kwame Boateng", "Johanna Reuter", "Luca Moretti",
                 "Katarzyna Wójcik", "Friederike Sommer", "Emre Kaya", "Nele Petersen", "Samuel Adeyemi", "Birgit Hoffmann"),
    "tamarack": ("Grace Whitehorse", "Diego Ramírez", "Hannah Kowalski", "Andre Jefferson", "Linh Tran", "Megan O'Donnell", "Priya Raman",
                 "Cole Bergstrom", "Tomás Herrera", "Aisha Coleman", "Wyatt Nakamura", "Rosa Begay", "Ellen Fitzgerald"),
    "pennine-trade": ("Margaret Ackroyd", "Imran Hussain", "Gareth Pritchard", "Siobhán Doyle", "Tunde Okafor", "Ruth Sutcliffe", "Callum Fraser",
                      "Harpreet Gill", "Dean Hargreaves", "Zofia Nowak", "Jamie Booth", "Aaliyah Mahmood", "Norman Whiteley"),
}


def staff(shop: Shop) -> tuple[Member, ...]:
    """Everybody who works in a shop."""
    names = STAFF_NAMES[shop.slug]
    seen: dict[str, int] = {}
    made = []
    for name, (role, title, store) in zip(names, ROLES, strict=True):
        seen[role] = seen.get(role, 0) + 1
        local = role.replace("_", ".") + (str(seen[role]) if seen[role] > 1 else "")
        if role == "administrator":
            local = "admin"
        made.append(Member(name, f"{local}@{shop.mail_domain}", role, title, store))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Country:
    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str, str], ...]
    phone: str
    house_first: bool
    companies: tuple[str, ...] = ()


COUNTRIES = {
    "DE": _Country(
        ("Lena", "Jonas", "Amira", "Paul", "Ngozi", "Matteo", "Hanna", "Yusuf", "Clara", "Felix", "Mina", "Oskar", "Elif", "Jakob", "Svea", "Tarek",
         "Greta", "Rafael", "Ida", "Minh", "Charlotte", "Anton", "Zeynep", "Moritz", "Olena", "Kofi", "Frieda", "Dominik", "Aylin", "Ruben"),
        ("Schneider", "Yılmaz", "Wagner", "Nowak", "Becker", "Haddad", "Schulz", "Rossi", "Krüger", "Pham", "Vogel", "Petrović", "Lange", "Okonkwo",
         "Zimmermann", "Demir", "Krause", "Silva", "Peters", "Kovalenko", "Werner", "Mensah", "Böhm", "Arslan", "Seidel"),
        ("Lindenstraße", "Goethestraße", "Am Markt", "Bahnhofstraße", "Rosenweg", "Schillerstraße", "Kirchgasse", "Bergstraße", "Wiesenweg",
         "Eisenbahnstraße", "Gartenstraße", "Hafenstraße"),
        (("10437", "Berlin", ""), ("20253", "Hamburg", ""), ("80799", "München", ""), ("50672", "Köln", ""), ("60316", "Frankfurt am Main", ""),
         ("70176", "Stuttgart", ""), ("04275", "Leipzig", ""), ("01099", "Dresden", ""), ("28203", "Bremen", ""), ("30451", "Hannover", ""),
         ("90419", "Nürnberg", ""), ("79100", "Freiburg im Breisgau", ""), ("99084", "Erfurt", ""), ("24103", "Kiel", ""), ("06108", "Halle (Saale)", "")),
        "+49 151 555{:05d}", house_first=False,
    ),
    "US": _Country(
        ("Emma", "Liam", "Aaliyah", "Noah", "Sofia", "Mateo", "Olivia", "Ethan", "Mei", "Jackson", "Zoe", "Malik", "Harper", "Daniel", "Ana", "Caleb",
         "Nia", "Owen", "Leilani", "Marcus", "Chloe", "Arjun", "Ruby", "Isaac", "Fatima", "Wesley", "Kaya", "Julian", "Hazel", "Andre"),
        ("Johnson", "García", "Nguyen", "Williams", "Patel", "Martinez", "Brown", "Kim", "Anderson", "Washington", "Lopez", "Olson", "Begay", "Chen",
         "Miller", "Rivera", "Thompson", "Ali", "Larsen", "Jackson", "Torres", "Novak", "Reed", "Okafor", "Sullivan"),
        ("Maple Street", "Cedar Avenue", "Elm Street", "Canyon Drive", "Aspen Way", "Main Street", "Juniper Lane", "Ridge Road", "College Avenue",
         "Lakeview Drive", "Mesa Court", "Prospect Street"),
        (("80302", "Boulder", "CO"), ("80211", "Denver", "CO"), ("80524", "Fort Collins", "CO"), ("80903", "Colorado Springs", "CO"), ("84103", "Salt Lake City", "UT"),
         ("59715", "Bozeman", "MT"), ("83702", "Boise", "ID"), ("98103", "Seattle", "WA"), ("97214", "Portland", "OR"), ("82001", "Cheyenne", "WY"),
         ("87501", "Santa Fe", "NM"), ("86001", "Flagstaff", "AZ"), ("55406", "Minneapolis", "MN"), ("78704", "Austin", "TX"), ("05401", "Burlington", "VT")),
        "+1 720 555 {:04d}", house_first=True,
    ),
    "GB": _Country(
        ("Daniel", "Aisha", "Gary", "Olivia", "Mohammed", "Karen", "Liam", "Priti", "Stephen", "Agnieszka", "Craig", "Chloe", "Rajesh", "Megan", "Kieran",
         "Fatima", "Lee", "Bronwen", "Darren", "Sinead", "Wayne", "Grace", "Tariq", "Natalie", "Ian"),
        ("Holroyd", "Khan", "Clarke", "Patel", "Barraclough", "Wood", "Kowalczyk", "Singh", "Crowther", "Murphy", "Greenwood", "Shaw", "Ahmed", "Firth",
         "Walker", "Iqbal", "Haigh", "Lumb", "Evans", "Okoro"),
        ("Mill Lane", "Station Road", "Canal Street", "Wakefield Road", "High Street", "Church Lane", "Halifax Road", "Moor Top", "Victoria Street",
         "Quarry Hill", "Beck Side", "Westgate"),
        (("LS12 2TX", "Leeds", ""), ("HD1 4QA", "Huddersfield", ""), ("BD3 9QE", "Bradford", ""), ("HX1 5RL", "Halifax", ""), ("WF1 2TE", "Wakefield", ""),
         ("S2 4HJ", "Sheffield", ""), ("OL16 1LD", "Rochdale", ""), ("M12 6AE", "Manchester", ""), ("YO10 4DX", "York", ""), ("HG1 1DT", "Harrogate", ""),
         ("BB11 1LA", "Burnley", ""), ("DN1 2PE", "Doncaster", "")),
        "+44 7700 900{:03d}", house_first=True,
        companies=("Calder Joinery Ltd", "Holme Valley Electrical", "Aire Street Builders Ltd", "Ridings Plumbing & Heating", "Cragg Vale Roofing", "Khan & Sons Construction",
                   "Tolson Decorators", "Millstone Property Care", "Northgate Facilities Ltd", "Wharfe Kitchens", "Singh Electrical Services", "Pike & Hollins Contractors",
                   "Airedale Fencing", "Kirkstall Fit-Out Ltd", "Three Counties Maintenance", "Sunnybank Academy Trust"),
    ),
}


def customers(shop: Shop, count: int, seed: int = 11) -> tuple[Buyer, ...]:
    """Shoppers of a shop, the same for the same count and seed."""
    rng = random.Random(f"{shop.slug}-customers-{seed}")
    land = COUNTRIES[shop.country]
    made: list[Buyer] = []
    used: set[str] = set()
    while len(made) < count:
        given, family = rng.choice(land.given), rng.choice(land.family)
        email = f"{slug_of(given)}.{slug_of(family)}@mail.example"
        if email in used:
            email = f"{slug_of(given)}.{slug_of(family)}{rng.randint(2, 99)}@mail.example"
        if email in used:
            continue
        used.add(email)
        made.append(_buyer(shop, land, rng, f"{given} {family}", email, len(made)))
    return tuple(made)


def _buyer(shop: Shop, land: _Country, rng: random.Random, name: str, email: str, place: int) -> Buyer:
    code, city, region = rng.choice(land.towns)
    street, number = rng.choice(land.streets), str(rng.randint(1, 140))
    line = f"{number} {street}" if land.house_first else f"{street} {number}"
    company = land.companies[place % len(land.companies)] if shop.b2b and land.companies and rng.random() < 0.85 else ""
    digits = 100_000 if "5d" in land.phone else 10_000 if "4d" in land.phone else 1000
    return Buyer(
        name, email, land.phone.format(rng.randrange(digits)), line, code, city, region, shop.country, company, has_account=place < 6
    )


SUPPLIERS = {
    "halm-ton": (
        Supplier("Töpferei Grimm", "Bürgel", "DE", "Henriette Grimm", "werkstatt@toepferei-grimm.example", 28, 60000, "stoneware"),
        Supplier("Glashütte Lauscha Nord", "Lauscha", "DE", "Ralf Köhler", "bestellung@lauscha-nord.example", 35, 80000, "glass"),
        Supplier("Tischlerei Vogtland", "Plauen", "DE", "Uwe Meinel", "buero@tischlerei-vogtland.example", 42, 150000, "furniture and boards"),
        Supplier("Siūlas Linen UAB", "Biržai", "LT", "Rasa Kazlauskienė", "orders@siulas-linen.example", 21, 120000, "linen"),
        Supplier("Malhas do Ave Lda", "Guimarães", "PT", "Inês Carvalho", "encomendas@malhasdoave.example", 30, 200000, "jersey and knitwear"),
        Supplier("Leuchtenbau Harz", "Goslar", "DE", "Petra Thiele", "vertrieb@leuchtenbau-harz.example", 24, 90000, "lamps"),
    ),
    "tamarack": (
        Supplier("Front Range Sewn Goods", "Golden", "US", "Beth Larsen", "orders@frontrangesewn.example", 21, 250000, "packs and bags"),
        Supplier("Cascade Down & Shell", "Tukwila", "US", "Ken Mori", "sales@cascadedown.example", 45, 500000, "jackets and sleeping bags"),
        Supplier("Great Basin Metalworks", "Reno", "US", "Carla Jimenez", "po@gbmetal.example", 18, 150000, "bottles, stoves, cookware"),
        Supplier("Sierra Signal Electronics", "San Jose", "US", "Vikram Shah", "b2b@sierrasignal.example", 30, 400000, "electronics"),
        Supplier("Blue Ridge Hosiery", "Hickory", "US", "Donna Tate", "mill@blueridgehosiery.example", 14, 60000, "socks and hats"),
    ),
    "pennine-trade": (
        Supplier("Black Country Fixings Ltd", "Dudley", "GB", "Sharon Price", "sales@bcfixings.example", 5, 50000, "screws, bolts, plugs"),
        Supplier("Mersey Cables Ltd", "Liverpool", "GB", "Paul Brady", "trade@merseycables.example", 7, 100000, "cable and accessories"),
        Supplier("Werkzeug Kern GmbH", "Remscheid", "DE", "Sabine Kern", "export@werkzeug-kern.example", 14, 120000, "hand tools"),
        Supplier("Northern Safety Wear", "Oldham", "GB", "Yasmin Akhtar", "orders@northernsafety.example", 6, 40000, "workwear and PPE"),
        Supplier("Peak Cement & Aggregates", "Buxton", "GB", "Colin Marsh", "depot@peakcement.example", 2, 30000, "cement"),
        Supplier("Tyne Coatings", "Gateshead", "GB", "Alison Reay", "orders@tynecoatings.example", 8, 60000, "paint, sealant, filler"),
    ),
}
