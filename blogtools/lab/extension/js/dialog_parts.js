// Building blocks of forms in dialogs.
import { element } from "./dom.js";

let lastId = 0;

/**
 * A control with its label above it.
 * @param {string} text
 * @param {HTMLElement} control gets an id if it has none
 * @param {...Node} more follow the control
 */
export function field(text, control, ...more) {
  control.id ||= `blogtools-dialog-field-${(lastId += 1)}`;
  const label = element("label", { for: control.id }, text);
  return element("div", { class: "blogtools-dialog-field" }, label, control, ...more);
}

/**
 * A text input with known values to choose from.
 * @param {readonly string[]} known
 * @param {Record<string, string>} [attributes]
 */
export function choice(known, attributes = {}) {
  const input = element("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });
  const list = element("datalist", { id: `blogtools-known-${(lastId += 1)}` });
  input.setAttribute("list", list.id);
  offer(list, known);
  return { input, list };
}

/**
 * @param {HTMLDataListElement} list
 * @param {readonly string[]} values
 */
function offer(list, values) {
  list.replaceChildren(...values.map((value) => element("option", { value })));
}

/**
 * A text input for comma-separated values, with known values to choose from.
 * @param {readonly string[]} known
 * @param {Record<string, string>} [attributes]
 */
export function choices(known, attributes = {}) {
  const { input, list } = choice(known, attributes);
  const refresh = () => {
    const typed = input.value;
    const before = typed.slice(0, typed.lastIndexOf(",") + 1);
    const chosen = new Set(split(before));
    // Browsers offer only options that contain the whole input, so each option starts with it.
    const start = before ? `${before} ` : "";
    offer(
      list,
      known.filter((one) => !chosen.has(one)).map((one) => start + one),
    );
  };
  input.addEventListener("input", refresh);
  return { input, list };
}

/**
 * Split at commas, without duplicates.
 * @param {string} text
 */
export function split(text) {
  const parts = text.split(",").map((part) => part.trim());
  return [...new Set(parts.filter(Boolean))];
}
