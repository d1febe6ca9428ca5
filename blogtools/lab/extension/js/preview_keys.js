// Keys that are pressed in the page: they mean there what they mean beside it.

/**
 * Hand a key to JupyterLab, unless it belongs to the page: what copies, finds and moves about.
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
 * Whether a key asks to save: JupyterLab would save what the panel in front has, and the browser the panel's HTML.
 * @param {KeyboardEvent} event
 */
export function isSave({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  return key.toLowerCase() === "s" && (ctrlKey || metaKey) && !altKey && !shiftKey;
}
