// A field of a form that is bound to a notebook from both sides: what the author types goes there, what others write
// there comes here, and nothing is taken out of the author's hands.
import { element, sentence, setText } from "./dom.js";

/** @typedef {string | string[] | boolean | null} Value what a field says; null says nothing */

const WRITE_EACH = 500; // milliseconds from one writing to the next while the author types
const WRITE_AFTER = 1000; // milliseconds without typing after which a value counts that is none while it is half typed

let numbers = 0;

export class Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {(name: string, value: Value) => Promise<void>} write fails with a message for the author
   */
  constructor(name, label, write) {
    this.name = name;
    /** Whether half a value is a value. */
    this.isWhole = true;
    this._write = write;
    this._given = "null"; // what the notebook says, as JSON
    this._isUnsaved = false;
    this._isTouched = false; // since it has the focus
    this._isWriting = false;
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

  /** @returns {Value} what stands in the field */
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
   * Take what the notebook says.
   * @param {Value} value
   * @param {number} askedAt when that was asked, by `performance.now()`
   */
  show(value, askedAt) {
    if (askedAt < this._writtenAt) return;
    const isNews = JSON.stringify(value) !== this._given;
    this._given = JSON.stringify(value);
    if (this._isUnsaved || this._isWriting || (this.hasFocus && this._isTouched)) return;
    if (this._refusal && !isNews) return;
    this._accept();
  }

  /** What is not written yet is written now. */
  async flush() {
    window.clearTimeout(this._timer);
    this._timer = 0;
    if (!this._isUnsaved || this._isWriting) return;
    this._isUnsaved = false;
    const value = this.read();
    const key = JSON.stringify(value);
    if (key === this._given) {
      this._tell("");
      return;
    }
    this._isWriting = true;
    try {
      await this._write(this.name, value);
      this._given = key;
      this._writtenAt = performance.now();
      this._tell("");
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this._tell(sentence(words.replace(`${this.name}: `, "")));
    }
    this._isWriting = false;
    if (this._isUnsaved) this._later();
    else if (!this.hasFocus && !this._refusal) this._accept();
  }

  /**
   * Say what is wrong with what the notebook has.
   * @param {string} message nothing if all is well
   */
  doubt(message) {
    this._doubt = message;
    this._complain();
  }

  /** The author changed something, and is perhaps not at the end. */
  typed() {
    this._isUnsaved = this._isTouched = true;
    this._later();
  }

  /** The author changed something, and that is it. */
  changed() {
    this._isUnsaved = true;
    void this.flush();
  }

  /** Put back what the notebook says. */
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
    this._tell("");
    if (JSON.stringify(this.read()) !== this._given) this.put(JSON.parse(this._given));
  }

  /** @param {string} refusal nothing if all is well */
  _tell(refusal) {
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
   * Have an input or a text area written to the notebook.
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
