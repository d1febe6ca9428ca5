// A form field with a two-way binding to the notebook: what the author types is written to it, what others write there
// is shown here, and nothing that the author is typing is overwritten.
import { element, sentence, setText } from "./dom.js";

/** @typedef {string | string[] | boolean | null} Value value of a field; null if it is not set */

const WRITE_EACH = 500; // milliseconds between writes while the author types
const WRITE_AFTER = 1000; // milliseconds without typing before a value is written that is invalid while half typed

let numbers = 0;

export class Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {(name: string, value: Value) => Promise<void>} write rejects with a message for the author
   */
  constructor(name, label, write) {
    this.name = name;
    /** Whether a half-typed value is valid. */
    this.isWhole = true;
    this._write = write;
    this._given = "null"; // the notebook's value, as JSON
    this._isUnsaved = false;
    this._isTouched = false; // edited since it has the focus
    this._isWriting = false;
    this._written = Promise.resolve(); // the latest write
    this._refusal = "";
    this._doubt = "";
    this._writtenAt = 0;
    this._timer = 0;
    this.id = `blogtools-field-${(numbers += 1)}`;
    this.label = element("label", { for: this.id }, label);
    this.side = element("span", { class: "blogtools-field-side" });
    this.hint = element("p", { class: "blogtools-hint", id: `${this.id}-hint` });
    this.error = element("p", { class: "blogtools-field-error", id: `${this.id}-error`, role: "alert" });
    this.error.hidden = true;
    this.control = element("div", { class: "blogtools-control" });
    const head = element("div", { class: "blogtools-field-head" }, this.label, this.side);
    this.node = element("div", { class: "blogtools-field" }, head, this.control, this.error, this.hint);
    this.node.dataset.field = name;
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(/** @type {Node | null} */ (event.relatedTarget))) this._left();
    });
  }

  /** @returns {Value} the value in the field */
  read() {
    return null;
  }

  /** @param {Value} value */
  put(value) {
    throw new Error(`${this.name} has no place for ${value}`);
  }

  get hasFocus() {
    return this.node.contains(document.activeElement);
  }

  /**
   * Show the notebook's value.
   * @param {Value} value
   * @param {number} askedAt time of the request for it, by `performance.now()`
   */
  show(value, askedAt) {
    if (askedAt < this._writtenAt) return;
    const isNews = JSON.stringify(value) !== this._given;
    this._given = JSON.stringify(value);
    if (this._isUnsaved || this._isWriting || (this.hasFocus && this._isTouched)) return;
    if (this._refusal && !isNews) return;
    this._accept();
  }

  /**
   * Write pending input now.
   * @returns {Promise<void>} resolves when all that was typed so far is written or refused
   */
  flush() {
    window.clearTimeout(this._timer);
    this._timer = 0;
    if (!this._isUnsaved) return this._written;
    if (this._isWriting) return this._written.then(() => this.flush());
    this._written = this._writeInput();
    return this._written;
  }

  /**
   * Take half-typed input as it is, and write it.
   * @returns {Promise<string>} why it cannot be written, after the label; empty if it could
   */
  async settle() {
    await this.flush();
    return this._refusal && `${this.label.textContent}: ${this._refusal}`;
  }

  async _writeInput() {
    this._isUnsaved = false;
    const value = this.read();
    const key = JSON.stringify(value);
    if (key === this._given) {
      this._setRefusal("");
      return;
    }
    this._isWriting = true;
    try {
      await this._write(this.name, value);
      this._given = key;
      this._writtenAt = performance.now();
      this._setRefusal("");
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this._setRefusal(sentence(words.replace(`${this.name}: `, "")));
    }
    this._isWriting = false;
    if (this._isUnsaved) this._later();
    else if (!this.hasFocus && !this._refusal) this._accept();
  }

  /**
   * Show a problem with the notebook's value.
   * @param {string} message empty if there is none
   */
  doubt(message) {
    this._doubt = message;
    this._complain();
  }

  /** The author is typing. */
  typed() {
    this._isUnsaved = this._isTouched = true;
    this._later();
  }

  /** The author completed a change. */
  changed() {
    this._isUnsaved = true;
    void this.flush();
  }

  /** Restore the notebook's value. */
  revert() {
    window.clearTimeout(this._timer);
    this._timer = 0;
    this._isUnsaved = this._isTouched = false;
    this._accept();
  }

  _later() {
    if (!this.isWhole) {
      window.clearTimeout(this._timer);
      this._timer = 0;
    }
    this._timer ||= window.setTimeout(() => void this.flush(), this.isWhole ? WRITE_EACH : WRITE_AFTER);
  }

  _left() {
    this._isTouched = false;
    if (this._isUnsaved) void this.flush();
    else if (!this._refusal && !this._isWriting) this._accept();
  }

  _accept() {
    this._setRefusal("");
    if (JSON.stringify(this.read()) !== this._given) this.put(JSON.parse(this._given));
  }

  /** @param {string} refusal empty if the value was written */
  _setRefusal(refusal) {
    this._refusal = refusal;
    this._complain();
  }

  _complain() {
    const message = this._refusal || this._doubt;
    setText(this.error, message);
    this.error.hidden = !message;
    const input = this.control.querySelector("input, textarea");
    if (message) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }

  /**
   * Bind an input or a text area to the notebook.
   * @template {HTMLInputElement | HTMLTextAreaElement} Input
   * @param {Input} input
   */
  _bind(input) {
    input.id = this.id;
    input.spellcheck = this.isWhole;
    input.autocomplete = "off";
    input.setAttribute("aria-describedby", `${this.error.id} ${this.hint.id}`);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("change", () => void this.flush());
    input.addEventListener("keydown", (event) => {
      const key = /** @type {KeyboardEvent} */ (event).key;
      if (key === "Escape") this.revert();
    });
    return input;
  }
}
