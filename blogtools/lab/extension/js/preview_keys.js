// Forwards keys pressed in the page, so that JupyterLab's shortcuts work there, too.

/**
 * Forward a key to JupyterLab, unless it belongs to the page, such as those to copy, find and scroll.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} node of the panel around the page
 */
export function passOn(event, node) {
  const { key, code, ctrlKey, altKey, shiftKey, metaKey } = event;
  if (!(ctrlKey || metaKey || altKey) || (!shiftKey && /^[acf]$/i.test(key))) return;
  const again = new KeyboardEvent("keydown", { key, code, ctrlKey, altKey, shiftKey, metaKey, bubbles: true, cancelable: true });
  Object.defineProperty(again, "keyCode", { value: event.keyCode });
  if (!node.dispatchEvent(again)) event.preventDefault();
}

/**
 * Whether a key is the shortcut to save. Otherwise, JupyterLab would save the panel in front, or the browser the HTML.
 * @param {KeyboardEvent} event
 */
export function isSave({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return key.toLowerCase() === "s" && (ctrlKey || metaKey) && !altKey && !shiftKey;
}
