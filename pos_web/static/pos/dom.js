// @ts-check
/** Making elements, and little else. Text is always text: nothing here parses HTML. */

/** @typedef {Node|string|number|null|undefined|false} Child */

/**
 * @param {string} tag "button.primary" sets classes
 * @param {Record<string, any>} [props] attributes; `on…` are listeners; true, false and null as in HTML
 * @param {...(Child|Child[])} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length > 0) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) setProp(node, key, value);
  node.append(...asNodes(children));
  return node;
}

/** @param {HTMLElement} node @param {string} key @param {any} value */
function setProp(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "class") node.className += ` ${value}`;
  else if (key === "value" || key === "checked") /** @type {any} */ (node)[key] = value;
  else node.setAttribute(key, value === true ? "" : String(value));
}

/** @param {(Child|Child[])[]} children @returns {(Node|string)[]} */
const asNodes = (children) =>
  children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));

/**
 * A Lucide icon as a mask, coloured by its text; always beside a word, so hidden from screen readers.
 * @param {string} name one that till.css lists
 */
export const icon = (name) => h(`span.icon.icon-${name}`, { "aria-hidden": "true" });

/**
 * @param {string} text @param {() => void} onclick
 * @param {{kind?: string, icon?: string, disabled?: boolean, key?: string, label?: string, pressed?: boolean}} [options]
 *   label: the accessible name where the text alone does not say enough
 */
export function button(text, onclick, options = {}) {
  const { kind = "", icon: picture, disabled = false, key, label, pressed } = options;
  const tag = ["button", "button", ...kind.split(" ").filter(Boolean)].join(".");
  const props = {
    type: "button", onclick, disabled, "data-key": key, "aria-label": label,
    "aria-pressed": pressed === undefined ? null : String(pressed),
  };
  return h(tag, props, picture ? icon(picture) : null, text ? h("span", {}, text) : null);
}

/**
 * Exchange the contents; the element with the same data-key keeps the focus, and lists keep their scroll position.
 * @param {HTMLElement} parent @param {...(Child|Child[])} children
 */
export function fill(parent, ...children) {
  const active = parent.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  const key = active?.dataset.key;
  const scrolled = [...parent.querySelectorAll("[data-scroll]")].map((node) => [node.getAttribute("data-scroll"), node.scrollTop]);
  parent.replaceChildren(...asNodes(children));
  for (const [name, top] of scrolled) {
    const node = parent.querySelector(`[data-scroll="${name}"]`);
    if (node) node.scrollTop = Number(top);
  }
  if (key) /** @type {HTMLElement|null} */ (parent.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus();
}

/**
 * A modal dialog that resolves with what the person chose; Escape and the backdrop answer null.
 * @template T
 * @param {string} title
 * @param {(close: (answer: T|null) => void) => Child[]} content
 * @returns {Promise<T|null>}
 */
export function dialog(title, content) {
  return new Promise((resolve) => {
    let answer = /** @type {T|null} */ (null);
    const close = (/** @type {T|null} */ value) => {
      answer = value;
      node.close();
    };
    const node = h("dialog.sheet", { "aria-label": title }, h("h2", {}, title), ...content(close));
    node.addEventListener("close", () => {
      node.remove();
      resolve(answer);
    });
    node.addEventListener("click", (/** @type {MouseEvent} */ event) => event.target === node && close(null));
    document.body.append(node);
    node.showModal();
  });
}

/**
 * @param {string} title @param {string} text @param {string} yes @param {string} no @param {string} [kind]
 * @returns {Promise<boolean>}
 */
export async function ask(title, text, yes, no, kind = "primary") {
  const answer = await dialog(title, (close) => [
    h("p", {}, text),
    h("div.actions", {}, button(no, () => close(null)), button(yes, () => close(true), { kind })),
  ]);
  return answer === true;
}

/**
 * Something nobody may overlook: it stays until it was read.
 * @param {string} title @param {string} text @param {string} seen
 */
export async function tell(title, text, seen) {
  await dialog(title, (close) => [
    h("p", { role: "alert" }, text),
    h("div.actions", {}, button(seen, () => close(true), { kind: "primary" })),
  ]);
}
