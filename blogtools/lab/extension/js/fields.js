// The kinds of fields: texts, dates, lines, and yes or no.
import { Completion } from "./completion.js";
import { button, element } from "./dom.js";
import { Field } from "./field.js";

/** @typedef {import("./field.js").Value} Value */

/** A text on one line, or on several. */
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
   * Let the author choose among known values.
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

/** A date, as it is written: with or without a time and a zone. */
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

/** A list with a text on each line. */
export class LinesField extends TextField {
  /** @returns {Value} */
  read() {
    const lines = this.input.value.split("\n").map((line) => line.trim());
    const said = lines.filter((line) => line);
    return said.length ? said : null;
  }

  /** @param {Value} value */
  put(value) {
    this.input.value = Array.isArray(value) ? value.join("\n") : "";
  }
}

/** Yes or no. */
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
