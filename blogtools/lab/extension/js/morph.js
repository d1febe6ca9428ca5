// A document becomes like another one with as few changes as that takes, so that what is selected, opened and scrolled
// stays as it is.

/** What a reader does to a page, and no page says: it stays. */
const KEPT = { DETAILS: "open" };
/** Attributes that the preview sets itself begin so. */
const OWN = "data-blogtools-";

/** @typedef {(element: Element) => ChildNode[]} Children the children that are looked at */

/** @type {Children} */
const all = (element) => [...element.childNodes];

/**
 * Make `old` like `fresh`, an element of the same name, which may lose its children to it.
 * @param {Element} old
 * @param {Element} fresh
 * @param {Children} children of the old element that take part; the others stay as they are, after the one before them
 */
export function morph(old, fresh, children = all) {
  morphAttributes(old, fresh);
  morphNodes(old, children(old), [...fresh.childNodes], null, children);
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !name.startsWith(OWN) && !isKept(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !isKept(old, name)) old.setAttribute(name, value);
  }
}

/**
 * @param {Element} element
 * @param {string} name
 */
function isKept(element, name) {
  return /** @type {Record<string, string>} */ (KEPT)[element.tagName] === name;
}

/**
 * What is the same at both ends stays; what is between is paired by kind, in order.
 * @param {Node} parent
 * @param {ChildNode[]} before children of the parent that stand together
 * @param {ChildNode[]} after nodes of another parent, which takes their place
 * @param {Node | null} beyond the child that comes after them
 * @param {Children} children as for `morph`
 */
export function morphNodes(parent, before, after, beyond, children = all) {
  let start = 0;
  while (start < before.length && start < after.length && before[start].isEqualNode(after[start])) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end].isEqualNode(after[after.length - 1 - end])) end += 1;
  const rest = before.slice(start, before.length - end);
  const next = before[before.length - end] ?? beyond;
  for (const node of after.slice(start, after.length - end)) {
    const place = rest.findIndex((candidate) => isAlike(candidate, node));
    if (place < 0) {
      parent.insertBefore(node, rest[0] ?? next);
      continue;
    }
    for (const gone of rest.splice(0, place)) gone.remove();
    morphNode(/** @type {ChildNode} */ (rest.shift()), node, children);
  }
  for (const gone of rest) gone.remove();
}

/**
 * @param {ChildNode} old
 * @param {ChildNode} fresh
 * @param {Children} children
 */
function morphNode(old, fresh, children) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType === Node.ELEMENT_NODE) morph(/** @type {Element} */ (old), /** @type {Element} */ (fresh), children);
  else morphText(/** @type {CharacterData} */ (old), /** @type {CharacterData} */ (fresh).data);
}

/**
 * Whether one node may become the other: cells of the same number, elements of the same name and id.
 * @param {Node} old
 * @param {Node} fresh
 */
function isAlike(old, fresh) {
  if (old.nodeName !== fresh.nodeName) return false;
  if (old.nodeType === Node.COMMENT_NODE) return old.isEqualNode(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) return true;
  const [one, other] = [/** @type {HTMLElement} */ (old), /** @type {HTMLElement} */ (fresh)];
  return one.dataset?.cell === other.dataset?.cell && one.namespaceURI === other.namespaceURI;
}

/**
 * Only what differs is replaced, so that a selection before and after it stays.
 * @param {CharacterData} node
 * @param {string} text
 */
function morphText(node, text) {
  const old = node.data;
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, text.length) - start;
  while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  node.replaceData(start, old.length - start - end, text.slice(start, text.length - end));
}
