"""What columns are called: by the format, with other spelling, or in another language."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from app.domains.catalog.types import MOST_OPTIONS

# What a column is about, and its names in English, German, French and Spanish as `plain` spells them.
WORDS: Mapping[str, str] = {
    "handle": "handle|slug|url handle|url key|parent sku|item group id|group id|product group|artikelgruppe"
    "|vaterartikel|hauptartikel|adressname|identifiant|identifiant url|sku parent|identificador|sku padre",
    "title": "title|name|product name|product title|item name|titel|produktname|produkttitel|artikelname|artikel"
    "|bezeichnung|artikelbezeichnung|produktbezeichnung|produkt|titre|nom|nom du produit|nom de l article|libelle"
    "|designation|produit|titulo|nombre|nombre del producto|producto|articulo|product",
    "description": "description|body html|body|long description|product description|html description"
    "|beschreibung|produktbeschreibung|artikelbeschreibung|langbeschreibung|langtext|beschreibung html"
    "|description longue|description du produit|descriptif|descripcion|descripcion larga"
    "|descripcion del producto|details",
    "short_description": "short description|summary|kurzbeschreibung|kurztext|description courte|resume"
    "|breve description|descripcion corta|resumen",
    "status": "status|state|product status|produktstatus|etat|statut|estado",
    "published": "published|visible|published on online store|online|is active|veroffentlicht|sichtbar"
    "|publie|en ligne|publicado|publicada",
    "brand": "brand|vendor|manufacturer|brands|make|marke|marken|hersteller|anbieter|lieferant|marque|marques"
    "|fabricant|fournisseur|marca|marcas|fabricante|proveedor",
    "kind": "type|kind|product type|produkttyp|produktart|typ|artikeltyp|type de produit|tipo|tipo de producto",
    "tags": "tags|tag|keywords|labels|schlagworter|schlagworte|stichworter|stichworte|etiquettes|mots cles"
    "|etiquetas|palabras clave",
    "categories": "categories|category|product categories|category path|collection|kategorie|kategorien"
    "|warengruppe|produktkategorie|produktkategorien|produktgruppe|categorie|collections|rayon|categoria"
    "|categorias|coleccion",
    "sku": "sku|variant sku|item sku|product sku|product code|item number|item no|article number|part number"
    "|stock code|stockcode|model|artikelnummer|artikel nr|artikelnr|art nr|artnr|bestellnummer|produktnummer"
    "|ugs|reference|ref|code article|numero d article|reference produit|referencia|codigo|codigo de articulo"
    "|numero de articulo",
    "price": "price|variant price|unit price|unitprice|regular price|selling price|retail price|preis"
    "|variantenpreis|verkaufspreis|vk|vk preis|vk brutto|bruttopreis|preis brutto|stuckpreis|regularer preis"
    "|einzelpreis|prix|prix ttc|prix de vente|tarif|tarif regulier|prix unitaire|precio|precio de venta|pvp"
    "|precio normal|precio unitario|preis eur|price eur|price usd|prix eur|precio eur",
    "sale_price": "sale price|special price|offer price|discounted price|angebotspreis|aktionspreis|sonderpreis"
    "|tarif promo|prix promo|prix promotionnel|prix solde|precio rebajado|precio de oferta|precio oferta",
    "compare_at": "compare at|compare at price|variant compare at price|list price|msrp|rrp|was price|old price"
    "|vergleichspreis|streichpreis|uvp|alter preis|listenpreis|prix barre|prix conseille|prix compare"
    "|ancien prix|prix avant reduction|precio de comparacion|precio anterior|precio comparativo|precio tachado",
    "cost": "cost|cost per item|cost price|unit cost|purchase price|wholesale price|einkaufspreis|ek|ek preis"
    "|kosten|kosten pro artikel|cout|cout par article|prix d achat|coste|costo|coste por articulo"
    "|precio de compra",
    "barcode": "barcode|variant barcode|ean|gtin|upc|isbn|ean code|ean13|ean 13|gtin ean|ean gtin|bar code"
    "|gtin upc ean or isbn|gtin upc ean oder isbn|gtin upc ean ou isbn|gtin upc ean o isbn|strichcode|code barre"
    "|code barres|code barres ean|codigo de barras",
    "weight_grams": "weight grams|grams|variant grams|weight g|weight value grams|weight in grams|gewicht g"
    "|gewicht gramm|gewicht in gramm|gewicht in g|gramm|poids g|poids en grammes|grammes|peso g|peso gramos"
    "|gramos",
    "weight_kg": "weight kg|weight in kg|gewicht kg|gewicht in kg|poids kg|poids en kg|peso kg|peso en kg",
    "weight_lb": "weight lb|weight lbs|weight in lb|weight pounds|gewicht lbs|poids lbs|peso lbs|libras",
    "weight_oz": "weight oz|weight ounces|weight in oz",
    "weight": "weight|gewicht|poids|peso",
    "tracked": "tracked|track inventory|track stock|manage stock|bestand verfolgen|suivi du stock|suivi"
    "|controlar inventario",
    "tracker": "variant inventory tracker|inventory tracker",
    "backorder": "backorder|backorders|allow backorder|allow backorders|backorders allowed"
    "|continue selling when out of stock"
    "|lieferruckstande erlaubt|lieferruckstand erlaubt|nachbestellung|autoriser les commandes de produits en rupture"
    "|precommande|reservas|permitir reservas|se permiten reservas|permitir reservas de productos agotados",
    "quantity": "quantity|qty|stock|inventory|inventory quantity|inventory qty|variant inventory qty|on hand"
    "|stock quantity|stock level|in stock qty|available quantity|bestand|lagerbestand|menge|anzahl|lager"
    "|verfugbar|verfugbare menge|stuckzahl|quantite|quantite en stock|inventaire|cantidad|existencias"
    "|inventario|cantidad en stock",
    "licence_keys": "licence keys|license keys|licence key|license key|lizenzschlussel|cles de licence|cle de licence"
    "|claves de licencia|clave de licencia",
    "picture": "picture|image|image url|picture url|image src|image link|main image|photo|photo url"
    "|product image url|base image|bild|bild url|bild src|produktbild|bildadresse|hauptbild|foto"
    "|image principale|url de l image|lien image|imagen|url de la imagen|imagen principal",
    "pictures": "images|pictures|image urls|photos|additional images|additional image link|gallery|bilder"
    "|weitere bilder|bild urls|fotos|images supplementaires|imagenes|galeria",
    "picture_alt": "picture alt|image alt|image alt text|alt text|bild alt text|alternativtext|texte alternatif"
    "|texte alternatif de l image|texto alternativo|texto alternativo de la imagen",
    "picture_position": "image position|picture position|bildposition|position de l image|posicion de la imagen",
    "variant_picture": "variant picture|variant image|variant image url|variantenbild|image de la variante"
    "|imagen de la variante",
    "seo_title": "seo title|meta title|page title|seo titel|meta titel|titre seo|meta titre|titulo seo"
    "|metatitulo|titulo meta",
    "seo_description": "seo description|meta description|seo beschreibung|meta beschreibung|metabeschreibung"
    "|description seo|meta descripcion|metadescripcion|descripcion seo",
    "tax_class": "tax class|tax code|variant tax code|steuerklasse|steuersatz klasse|classe de taxe|clase de impuesto"
    "|classe d impot|clase de impuestos",
    "color": "color|colour|farbe|couleur",
    "size": "size|groesse|grosse|taille|talla|tamano",
    "material": "material|matiere|materiau|stoff",
    "currency": "currency|currency code|wahrung|devise|moneda|divisa",
    "parent": "parent|ubergeordnet|ubergeordnetes produkt|elternprodukt|eltern|parente|superior|padre",
    "location": "location|location code|warehouse|store|site|lagerort|standort|filiale|lagerplatz code|emplacement"
    "|entrepot|magasin|ubicacion|almacen|tienda",
    "lot": "lot|lot code|lot number|batch|batch number|charge|chargennummer|los|losnummer|numero de lot|lote"
    "|numero de lote",
    "expires_on": "expires on|expires|expiry|expiry date|expiration date|best before|use by|mhd|haltbar bis|ablaufdatum"
    "|mindesthaltbarkeitsdatum|dluo|date de peremption|date limite|caduca|fecha de caducidad",
    "reason": "reason|reason code|grund|buchungsgrund|motif|motivo",
    "safety": "safety|safety stock|minimum stock|sicherheitsbestand|mindestbestand|stock de securite"
    "|stock de seguridad",
    "mode": "mode|booking type|buchungsart|mode de saisie|modo",
    "bin": "bin|bin code|shelf|storage bin|lagerplatz|regal|regalplatz|casier|estanteria",
    "as_of": "as of|as at|stock date|stand|stichtag|stichzeit|a la date du|fecha de corte",
    "counted_at": "counted at|counted on|count time|gezahlt am|gezahlt um|compte le|contado el",
    "visibility": "visibility in catalog|visibility|sichtbarkeit im katalog|visibilite dans le catalogue"
    "|visibilidad en el catalogo|sichtbarkeit|visibilite|visibilidad",
}  # fmt: skip
_OPTION_NAME = (
    "option {n} name|option {n} title|name option {n}|option name {n}|optionsname {n}|optionname {n}"
    "|nom option {n}|nom de l option {n}|nombre opcion {n}|opcion {n} nombre|nombre de la opcion {n}"
    "|option {n} nom"
)
_OPTION_VALUE = (
    "option {n} value|option {n}|option value {n}|value option {n}|optionswert {n}|option {n} wert"
    "|wert option {n}|valeur option {n}|valeur de l option {n}|option {n} valeur|valor opcion {n}"
    "|opcion {n} valor|valor de la opcion {n}|opcion {n}"
)
_ATTRIBUTE_NAME = (
    "attribute {n} name|attribut {n} name|name des attributs {n}|attribut {n} nom"
    "|nom de l attribut {n}|nombre del atributo {n}|atributo {n} nombre"
)
_ATTRIBUTE_VALUE = (
    "attribute {n} value s|attribute {n} values|attribute {n} value|attribut {n} wert e"
    "|attribut {n} werte|attribut {n} wert|valeur s de l attribut {n}|valeurs de l attribut {n}"
    "|attribut {n} valeur s|attribut {n} valeurs|valor es del atributo {n}|valores del atributo {n}"
    "|atributo {n} valores"
)
MOST_ATTRIBUTES = 10
PRICES = ("price", "sale_price", "compare_at", "cost")
_CURRENCY = re.compile(r"( in| en)?( (eur|euro|euros|usd|gbp|chf|pln|sek|dkk|nok|czk))?$")
_LONGEST = 80


@cache
def concepts() -> Mapping[str, str]:
    """Plain word to what it is about; the first that claims a word has it."""
    found: dict[str, str] = {}
    numbered = [
        (f"{concept}{n}", words.format(n=n))
        for most, concept, words in (
            (MOST_OPTIONS, "option_name", _OPTION_NAME),
            (MOST_OPTIONS, "option_value", _OPTION_VALUE),
            (MOST_ATTRIBUTES, "attribute_name", _ATTRIBUTE_NAME),
            (MOST_ATTRIBUTES, "attribute_value", _ATTRIBUTE_VALUE),
        )
        for n in range(1, most + 1)
    ]
    for concept, words in (*WORDS.items(), *numbered):
        for word in words.split("|"):
            found.setdefault(word, concept)
    return found


@cache
def plain(name: str) -> str:
    """A header to compare with: letters without accents and numbers, one blank between."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    apart = re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", letters)
    return " ".join(re.sub(r"[\W_]+", " ", apart).split())


def concept_of(word: str) -> str | None:
    """What a plain header is about; a price may name its currency: "preis in eur"."""
    known = concepts()
    if word in known or (bare := _CURRENCY.sub("", word)) == word:
        return known.get(word)
    return known[bare] if known.get(bare) in PRICES else None


def known_columns(header: Sequence[str]) -> int:
    """How many different things the cells of a record name, if it is a header."""
    return len({concept for cell in header if len(cell) < _LONGEST and (concept := concept_of(plain(cell)))})


def tidy_header(name: str) -> str:
    """A header without padding, blanks or newlines inside collapsed, in lower case."""
    return " ".join(name.replace("\ufeff", "").split()).lower()


class Columns:
    """The columns of a format: `own` says for each concept what the format calls it; `more` are other names of its own."""

    def __init__(self, own: Mapping[str, str], more: Sequence[str] = ()) -> None:
        self.own = dict(own)
        self.names = frozenset((*self.own.values(), *more))
        self._plain = {plain(name): name for name in sorted(self.names)}

    def resolve(
        self, header: Sequence[str], chosen: Mapping[str, str] | None = None
    ) -> list[tuple[int, str]]:
        """(place, column) of each header cell, those to be believed first: chosen by a person, spelled as the
        format does, nearly so, in other words. A column that the format does not know keeps its name."""
        picked = {tidy_header(name): column for name, column in (chosen or {}).items()}
        ranked: list[tuple[int, int, str]] = []
        taken: set[str] = set()
        for place, cell in enumerate(header):
            name = tidy_header(cell)
            if not name or name in taken:
                continue
            taken.add(name)
            ranked.append(self._ranked(place, name, picked))
        return [(place, column) for _, place, column in sorted(ranked) if column]

    def _ranked(self, place: int, name: str, picked: Mapping[str, str]) -> tuple[int, int, str]:
        if name in picked:
            return 0, place, picked[name]
        if name in self.names:
            return 1, place, name
        word = plain(name)
        if word in self._plain:
            return 2, place, self._plain[word]
        concept = concept_of(word)
        if concept in self.own:
            return 3, place, self.own[concept]
        return 4, place, name

    def known(self, header: Sequence[str]) -> int:
        """How many header cells are spelled as this format does: which format a file is in shows here."""
        return sum(tidy_header(cell) in self.names for cell in header)


def numbered(concept: str, column: str, most: int) -> dict[str, str]:
    """`concept1` to `column` with 1 in place of {n}, and so on."""
    return {f"{concept}{n}": column.format(n=n) for n in range(1, most + 1)}
