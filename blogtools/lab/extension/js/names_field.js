// A field for several names, such as tags, shown as removable chips.
import { Completion } from "./completion.js";
import { element, iconButton } from "./dom.js";
import { Field } from "./field.js";
import { icons } from "./icons.js";

/** @typedef {import("./field.js").Value} Value */

/** Several names, each with a button to remove it. */
export class NamesField extends Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {(name: string, value: Value) => Promise<void>} write
   * @param {string} one singular noun for a name
   */
  constructor(name, label, write, one) {
    super(name, label, write);
    this.one = one;
    /** @type {string[]} */
    this.names = [];
    /** Names used in other posts. @type {string[]} */
    this.known = [];
    this.list = element("ul", { "aria-label": label });
    this.input = element("input", {
      type: "text",
      id: this.id,
      autocomplete: "off",
      placeholder: `Add a ${one}`,
      "aria-describedby": `${this.error.id} ${this.hint.id}`,
    });
    this.input.addEventListener("keydown", (event) => this._keyed(event));
    this.input.addEventListener("input", () => {
      this._isTouched = true;
      // A comma completes a name, whether typed or pasted.
      if (this.input.value.includes(",")) this._add();
    });
    this.control.classList.add("blogtools-names");
    this.control.append(this.list, this.input);
    this.completion = new Completion(this.input, label, (chosen) => {
      this.input.value = chosen;
      this._add();
    });
    this.control.addEventListener("click", (event) => {
      if (event.target === this.control) this.input.focus();
    });
  }

  read() {
    return this.names.length ? this.names : null;
  }

  /** @param {Value} value */
  put(value) {
    this.names = Array.isArray(value) ? value.map(String) : [];
    this._draw();
  }

  /** @param {string[]} values */
  suggest(values) {
    this.known = values;
    this._offer();
  }

  settle() {
    this._add();
    return super.settle();
  }

  _left() {
    this._add();
    super._left();
  }

  _add() {
    const fresh = this.input.value.split(",").map((name) => name.trim());
    const names = [...new Set([...this.names, ...fresh.filter((name) => name)])];
    this.input.value = "";
    if (names.length === this.names.length) return;
    this.names = names;
    this._draw();
    this.changed();
  }

  /** @param {string} name */
  _remove(name) {
    // Focus first: removing a focused button would look as if the author had left the field.
    this.input.focus();
    this.names = this.names.filter((other) => other !== name);
    this._draw();
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  _keyed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this._add();
    } else if (event.key === "Backspace" && !this.input.value && this.names.length) {
      event.preventDefault();
      this._remove(this.names[this.names.length - 1]);
    } else if (event.key === "Escape") {
      // Names are kept, even those not written yet, unless the server refused them.
      this.input.value = "";
      if (this._refusal) this.revert();
    }
  }

  _draw() {
    const items = this.names.map((name) => {
      const remove = iconButton(icons.remove, `Remove the ${this.one} ${name}`, () => this._remove(name));
      return element("li", { class: "blogtools-name" }, element("span", { title: name }, name), remove);
    });
    this.list.replaceChildren(...items);
    this._offer();
  }

  _offer() {
    this.completion.offer(this.known.filter((one) => !this.names.includes(one)));
  }
}
