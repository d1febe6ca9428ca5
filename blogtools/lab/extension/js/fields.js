// Kinds of form fields: text, date, lines, flag.
import { Completion } from "./completion.js";
import { button, element } from "./dom.js";
import { Field } from "./field.js";

/** @typedef {import("./field.js").Value} Value */

/** A text, on one or several lines. */
export class TextField extends Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {(name: string, value: Value) => Promise<void>} write
   * @param {{rows?: number, isWhole?: boolean}} [form]
   */
  constructor(name, label, write, { rows = 0, isWhole = true } = {}) {
    super(name, label, write);
    this.isWhole = isWhole;
    this.input = this._bind(rows ? element("textarea", { rows: String(rows) }) : element("input", { type: "text" }));
    this.control.append(this.input);
    /** @type {Completion | null} */
    this.completion = null;
  }

  /** @returns {Value} */
  read() {
    return this.input.value.trim() || null;
  }

  /** @param {Value} value */
  put(value) {
    this.input.value = typeof value === "string" ? value : "";
  }

  /**
   * Offer known values for completion.
   * @param {string[]} values
   */
  suggest(values) {
    this.completion ??= new Completion(this.input, this.label.textContent, (value) => {
      this.put(value);
      this.changed();
    });
    this.completion.offer(values);
  }
}

/** A date as written in the notebook, with or without time and zone. */
export class DateField extends TextField {
  /**
   * @param {string} name
   * @param {string} label
   * @param {(name: string, value: Value) => Promise<void>} write
   */
  constructor(name, label, write) {
    super(name, label, write, { isWhole: false });
    const today = button("Today", () => {
      const now = new Date();
      const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
      this.put(parts.map((part) => String(part).padStart(2, "0")).join("-"));
      this.changed();
    });
    today.className = "blogtools-button";
    this.control.classList.add("blogtools-row");
    this.control.append(today);
  }
}

/** A list with one item per line. */
export class LinesField extends TextField {
  /** @returns {Value} */
  read() {
    const lines = this.input.value.split("\n").map((line) => line.trim());
    const items = lines.filter((line) => line);
    return items.length ? items : null;
  }

  /** @param {Value} value */
  put(value) {
    this.input.value = Array.isArray(value) ? value.join("\n") : "";
  }
}

/** A checkbox. */
export class FlagField extends Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {(name: string, value: Value) => Promise<void>} write
   */
  constructor(name, label, write) {
    super(name, label, write);
    this.input = element("input", { type: "checkbox", id: this.id, "aria-describedby": `${this.error.id} ${this.hint.id}` });
    this.input.addEventListener("change", () => this.changed());
    this.node.classList.add("blogtools-flag");
    this.control.append(this.input);
  }

  read() {
    return this.input.checked || null;
  }

  /** @param {Value} value */
  put(value) {
    this.input.checked = value === true;
  }
}
