// DOM helpers: elements, and lists that are patched in place.

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean>} [attributes] true sets an attribute without a value, false sets none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/**
 * Make a button.
 * @param {string} label
 * @param {() => void} act
 * @param {Record<string, string | boolean>} [attributes]
 */
export function button(label, act, attributes = {}) {
  const node = element("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", act);
  return node;
}

/**
 * Make a button that shows an icon.
 * @param {import("@jupyterlab/ui-components").LabIcon} icon
 * @param {string} label
 * @param {() => void} act
 */
export function iconButton(icon, label, act) {
  const node = button("", act, { class: "blogtools-icon-button", title: label, "aria-label": label });
  node.append(icon.element({ width: "14px", height: "14px" }));
  return node;
}

/**
 * Set a node's text, unless it is unchanged.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Show a picture once it has loaded; until then, or if loading fails, the previous one stays. Without one, the image
 * is hidden.
 * @param {HTMLImageElement} picture
 * @param {string} src empty hides the picture
 */
export function showPicture(picture, src) {
  picture.hidden = !src || !picture.getAttribute("src");
  if (picture.dataset.wanted === src) return;
  picture.dataset.wanted = src;
  if (!src) return;
  const next = new Image();
  next.addEventListener("load", () => {
    if (picture.dataset.wanted !== src) return;
    picture.src = src;
    picture.hidden = false;
  });
  next.addEventListener("error", () => delete picture.dataset.wanted);
  next.src = src;
}

/**
 * Capitalize a text.
 * @param {string} text
 */
export function sentence(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/**
 * Update the children of a node to match a list; children whose key stays are kept, and with them the focus.
 * @template Item
 * @param {HTMLElement} parent
 * @param {Item[]} items
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item) => Row<Item>} make
 */
export function patchList(parent, items, keyOf, make) {
  const counts = new Map();
  const named = items.map((item) => {
    const name = keyOf(item);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return { item, key: `${counts.get(name)} ${name}` };
  });
  const wanted = new Set(named.map(({ key }) => key));
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of /** @type {HTMLElement[]} */ ([...parent.children])) {
    const { key } = rows.get(child) ?? { key: "" };
    if (wanted.has(key)) old.set(key, child);
    else child.remove();
  }
  let next = parent.firstElementChild;
  for (const { item, key } of named) {
    let child = old.get(key);
    if (child) {
      rows.get(child)?.update(item);
    } else {
      const row = make(item);
      child = row.node;
      rows.set(child, { key, update: row.update });
    }
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}

/**
 * A displayed item of a list.
 * @template Item
 * @typedef {{node: HTMLElement, update: (item: Item) => void}} Row
 */

/** @type {WeakMap<Element, {key: string, update: (item: any) => void}>} */
const rows = new WeakMap();
