// Completion for an input: a list of matching values below it, for keyboard and pointer.
import { element } from "./dom.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Input */

export class Completion {
  /**
   * @param {Input} input needs an id and must be attached; the list is inserted after it
   * @param {string} label names the values
   * @param {(value: string) => void} take called with the chosen value
   */
  constructor(input, label, take) {
    this.input = input;
    this.take = take;
    /** @type {string[]} */
    this.values = [];
    this._active = -1;
    this.list = element("ul", { class: "blogtools-completion", id: `${input.id}-values`, role: "listbox", "aria-label": label });
    this.list.hidden = true;
    // A click on the list must not move the focus, which would close the list.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this._choose([...this.list.children].indexOf(/** @type {Element} */ (event.target))));
    input.after(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this._open(input.value.trim()));
    input.addEventListener("click", () => !input.value && this._open(""));
    input.addEventListener("blur", () => this.close());
    // Captured before the field's own handlers, because Enter and Escape belong to the list while it is open.
    input.addEventListener("keydown", (event) => this._keyed(/** @type {KeyboardEvent} */ (event)), { capture: true });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** @param {string[]} values */
  offer(values) {
    if (values.join("\n") === this.values.join("\n")) return;
    this.values = values;
    if (this.isOpen) this._open(this.input.value.trim());
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this._mark(-1);
  }

  /** @param {string} typed an empty string offers all values */
  _open(typed) {
    const low = typed.toLowerCase();
    const rank = (/** @type {string} */ value) => value.toLowerCase().indexOf(low);
    const found = this.values.filter((value) => rank(value) >= 0 && value !== typed);
    // Values that start with it come first; otherwise, the order is kept.
    found.sort((one, other) => Math.sign(rank(one)) - Math.sign(rank(other)));
    this.close();
    this.list.replaceChildren(
      ...found.map((value, index) => element("li", { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false" }, value)),
    );
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
  }

  /** @param {number} index */
  _mark(index) {
    this.list.children[this._active]?.setAttribute("aria-selected", "false");
    this._active = index;
    const option = this.list.children[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  _choose(index) {
    const value = this.list.children[index]?.textContent;
    if (!value) return;
    this.close();
    this.take(value);
  }

  /** @param {KeyboardEvent} event */
  _keyed(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (!this.isOpen) this._open("");
      const places = this.list.children.length + 1; // One extra for "no selection" between the last and the first.
      this._mark(((this._active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && this._active >= 0) {
      this._choose(this._active);
    } else if (event.key === "Escape" && this.isOpen) {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
