// @ts-check
/** The shop's codes in words: what happened, what it means, what to do. */

/** @param {(text: string) => string} t @param {string|null} code */
export function reasonText(t, code) {
  const reasons = /** @type {Record<string, string>} */ ({
    "inventory.out_of_stock": t("The store has not that many left, or they are promised to somebody else."),
    "pos.oversold": t("More was sold than the store had. Somebody should count this article."),
    "pos.price_differs": t("The price had changed meanwhile. The sale stands as paid."),
    "pos.not_for_sale": t("An article is not for sale any more. The sale stands."),
    "pos.inputs_missing": t("An article needs words of the buyer that are missing. The sale stands; ask the buyer."),
    "catalog.inputs_missing": t("An article needs words of the buyer. Take it out and put it in again."),
    "inventory.serials_needed": t("An article is kept by serial number and its number is missing. Scan it."),
    "inventory.serial_refused": t("A serial number is not in this store's stock, or was sold already. Check the number."),
    "pos.receipt_reused": t("The receipt's number was used before. Both sales stand."),
    "pos.not_allowed": t("The cashier's role does not cover this."),
    "pos.refund_elsewhere": t("This was not paid at a till. Give the money back in the console."),
    "pos.refund_pending": t("The payment gateway has not answered yet. The shop goes on asking by itself."),
    "pos.refund_refused": t("The payment gateway refused. Nothing was booked; hand the goods back."),
    "pos.refund_needs_network": t("This was paid online. It can go back only while the till is online."),
    "pos.not_handed_over": t("These goods have not left yet. Have the order cancelled in the console."),
    "pos.rounding_differs": t("The cash was rounded by another rule than the shop's. It stands as paid."),
    "pos.customer_known": t("This customer was known already by the same e-mail. The sale is theirs."),
    "pos.customer_invalid": t("The customer could not be noted. The sale stands without one."),
    "giftcards.balance_changed": t("The gift card does not hold its share for this sale any more. Take the money another way."),
    "pos.failed": t("The shop could not book this. Its technicians can see why."),
    "pos.cashier_unknown": t("The cashier is not known in this store any more. The sale stands."),
    "pos.shift_unknown": t("The shop does not know this shift. It was booked on the open one."),
    "pos.shift_closed": t("The shift was closed already. It was booked as an adjustment."),
    "pos.shift_open": t("This register was already open. The first float counts."),
    "pos.expected_differs": t("The shop expects another amount than this till. The shop's figure counts."),
    "pos.payload_changed": t("The shop has this entry already, with other contents."),
    "pos.hash_mismatch": t("The entry arrived damaged. Ask again; if it stays, call support."),
    "pos.unknown_sku": t("The shop does not know an article of this sale."),
    "promotions.used_up": t("A code of this sale was used up meanwhile."),
    "loyalty.too_few_points": t("The customer does not have so many points any more."),
    "pos.code_used_up": t("A code of this sale was used up before it arrived; the shop looks at it."),
    "pos.points_short": t("The customer had too few points when this arrived; the shop looks at it."),
    "pos.override_unapproved": t("A price was changed by more than the cashier may, and nobody approved it."),
    "pos.approved_offline": t("A manager approved a price change without network; the shop looks at it."),
    "pos.totals_mismatch": t("The figures of this entry do not add up."),
    "pos.currency_mismatch": t("The entry is in another currency than the shop's."),
    "pos.already_refunded": t("More would go back than was bought, or it went back already."),
    "pos.sale_unknown": t("The shop does not know the sale that this refers to."),
    "pos.refund_mismatch": t("The amount differs from what was paid for these articles."),
    "pos.invalid": t("The shop could not read this entry."),
  });
  return (code && reasons[code]) || t("The shop gave no reason that this till knows.");
}
