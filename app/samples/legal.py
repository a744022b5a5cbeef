"""The legal pages of the demo shops: plausible, plain, and marked as samples. No lawyer has read them."""
# fmt: off

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.domains.content.models import ContentPage
from app.samples.places import Shop

TITLES = {
    "de": {"imprint": "Impressum", "privacy": "Datenschutz", "terms": "AGB", "withdrawal": "Widerruf"},
    "en": {"imprint": "About this shop", "privacy": "Privacy", "terms": "Terms of sale", "withdrawal": "Returns"},
}
BODIES = {
    "de": {
        "imprint": (
            "<p>{legal}<br>{line1}<br>{postal} {city}</p><p>Vertreten durch die Geschäftsführung. {register}. Umsatzsteuer-Identifikationsnummer {vat}.</p>"
            "<p>Telefon {phone}, E-Mail {mail}.</p><p>Dies ist ein Beispielgeschäft. Es verkauft nichts, und niemand nimmt Ihr Geld.</p>"
        ),
        "privacy": (
            "<p>Wir speichern, was wir brauchen, um Ihre Bestellung zu liefern und abzurechnen: Name, Anschrift, E-Mail und was Sie gekauft haben. "
            "Anschrift und E-Mail liegen verschlüsselt vor; auf Ihren Wunsch löschen wir den Schlüssel.</p>"
            "<p>Wir geben nichts weiter außer an den Paketdienst, der Ihnen das Paket bringt. Besuche werten wir nicht über Personen aus.</p>"
        ),
        "terms": (
            "<p>Der Vertrag kommt zustande, wenn wir Ihre Bestellung bestätigen. Alle Preise enthalten die Mehrwertsteuer, die Versandkosten stehen vor dem Bezahlen da. "
            "Wir liefern innerhalb Deutschlands, die Ware bleibt bis zur Bezahlung unser Eigentum.</p>"
            "<p>Für Mängel haften wir, wie es das Gesetz vorsieht. Schreiben Sie uns an {mail}, wir antworten am selben Werktag.</p>"
        ),
        "withdrawal": (
            "<p>Sie können Ihre Bestellung binnen vierzehn Tagen ohne Angabe von Gründen widerrufen. Die Frist beginnt, wenn die Ware bei Ihnen ist. "
            "Es genügt eine Nachricht an {mail}.</p><p>Schicken Sie die Ware an {legal}, {line1}, {postal} {city}. "
            "Wir erstatten den Betrag einschließlich der Lieferkosten, sobald sie hier ist.</p>"
        ),
    },
    "en": {
        "imprint": (
            "<p>{legal}<br>{line1}<br>{city} {postal}</p><p>{register}. {vat_line}</p><p>Call {phone} or write to {mail}; a person answers on working days.</p>"
            "<p>This is a sample shop. It sells nothing, and nobody takes your money. Everything you see here was made up for a demonstration.</p>"
        ),
        "privacy": (
            "<p>We keep what we need to deliver and invoice your order: name, address, e-mail and what you bought. Address and e-mail are kept encrypted; "
            "ask us and we destroy the key.</p><p>We pass nothing on, except to the carrier that brings your parcel. We do not follow you across other sites.</p>"
        ),
        "terms": (
            "<p>The contract is made when we confirm your order. {prices} Delivery costs are shown before you pay. Goods remain ours until they are paid for.</p>"
            "<p>If something is faulty we repair it, replace it or pay you back, as the law says and usually faster. Write to {mail}.</p>"
        ),
        "withdrawal": (
            "<p>Send things back within thirty days, unused and in their box, and we pay you back to the card you used. Start with a message to {mail} "
            "or bring them to any of our stores with the receipt.</p><p>Returns go to {legal}, {line1}, {city} {postal}.</p>"
        ),
    },
}


def write(shop: Shop) -> None:
    """Put the shop's texts on its legal pages, in every language it offers; in the open unit."""
    there = {(page.slug, page.locale): page for page in db.session.scalars(select(ContentPage))}
    for language in shop.offered:
        for slug, title in TITLES[language].items():
            page = there.get((slug, language)) or ContentPage(slug=slug, locale=language, kind="legal", published=True)
            page.title, page.body, page.updated_at = title, BODIES[language][slug].format(**_facts(shop)), clock.now()
            db.session.add(page)


def _facts(shop: Shop) -> dict[str, str]:
    home = shop.warehouse
    return {
        "legal": shop.legal_name, "line1": home.line1, "postal": " ".join(part for part in (home.region, home.postal_code) if part),
        "city": home.city, "register": shop.register, "vat": shop.vat_number, "phone": shop.phone, "mail": f"hello@{shop.mail_domain}",
        "vat_line": f"VAT number {shop.vat_number}." if shop.vat_number else "",
        "prices": "Prices include tax." if shop.tax_included else "Prices exclude tax, which is added at the end.",
    }
