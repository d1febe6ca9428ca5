// Changes a document into another one with few changes, so that selection, open details and scroll positions survive.

/** Attributes that readers change; they are preserved. */
const KEPT = { DETAILS: "open" };
/** Prefix of attributes that the preview sets itself. */
const OWN = "data-blogtools-";

/** @typedef {(element: Element) => ChildNode[]} Children returns the children to compare */

/** @type {Children} */
const all = (element) => [...element.childNodes];

/**
 * Change `old` to equal `fresh`, an element of the same name whose children may be moved.
 * @param {Element} old
 * @param {Element} fresh
 * @param {Children} children returns the children of the old element to compare; the others stay in place
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
 * Keep the equal nodes at both ends, and pair those between them by kind, in order.
 * @param {Node} parent
 * @param {ChildNode[]} before adjacent children of the parent
 * @param {ChildNode[]} after nodes of another parent to replace them
 * @param {Node | null} beyond the child after `before`
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
    for (const obsolete of rest.splice(0, place)) obsolete.remove();
    morphNode(/** @type {ChildNode} */ (rest.shift()), node, children);
  }
  for (const obsolete of rest) obsolete.remove();
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
 * Whether one node may be changed into the other: elements of the same name, and of the same cell.
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
 * Replace only the part that differs, so that selections around it survive.
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
