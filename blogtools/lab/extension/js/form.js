// The form for a post's front matter: a view of its metadata cell.
import { element, sentence, setText, showPicture } from "./dom.js";
import { DateField, FlagField, LinesField, TextField } from "./fields.js";
import { problemNote } from "./findings.js";
import { NamesField } from "./names_field.js";
import { url } from "./server.js";

/** @typedef {import("./facts.js").Facts} Facts */
/** @typedef {import("./facts.js").Actions} Actions */

/** Recommended length of a description in characters; search engines cut longer ones. */
const SHORT = 50;
const LONG = 160;

const SAME_ADDRESS = "duplicate-slug"; // slug of the finding that another post has the same address

/** @typedef {(name: string, value: import("./field.js").Value) => Promise<void>} Write */
/** @typedef {import("./facts.js").Control} Control */

/**
 * The class of each kind of field.
 * @type {Record<Control["kind"], (control: Control, write: Write) => TextField | FlagField | NamesField>}
 */
const KINDS = {
  text: (control, write) => new TextField(control.name, control.label, write, formOf(control)),
  date: (control, write) => new DateField(control.name, control.label, write),
  flag: (control, write) => new FlagField(control.name, control.label, write),
  names: (control, write) => new NamesField(control.name, control.label, write, control.one),
  lines: (control, write) => new LinesField(control.name, control.label, write, formOf(control)),
};

export class PostForm {
  /** @param {Actions} actions */
  constructor(actions) {
    this.actions = actions;
    /** By name, in order; the server tells which there are. @type {Map<string, TextField | FlagField | NamesField>} */
    this.fields = new Map();
    this.picture = element("img", { class: "blogtools-thumbnail", alt: "" });
    this.picture.hidden = true;
    this.problem = element("div", { class: "blogtools-form-problem" });
    this.set = element("fieldset", { "aria-label": "Post" });
    this.node = element("div", { class: "blogtools-form" }, this.problem, this.set);
    this.set.disabled = true;
  }

  /**
   * Write pending input.
   * @param {boolean} isEnd whether half-typed input counts
   * @returns {Promise<string[]>} what cannot be written
   */
  async write(isEnd) {
    const fields = [...this.fields.values()].filter((field) => isEnd || field.isWhole);
    const refusals = await Promise.all(fields.map((field) => (isEnd ? field.settle() : field.flush().then(() => ""))));
    return refusals.filter(Boolean);
  }

  /**
   * @param {Facts} facts
   * @param {number} askedAt time of the request for the facts, by `performance.now()`
   */
  show(facts, askedAt) {
    const { form, controls, problem } = facts;
    if (!this.fields.size) this._make(controls);
    this.set.disabled = !form;
    this.problem.replaceChildren(...(!form && problem ? [problemNote("The metadata cannot be read", problem, this.actions)] : []));
    if (!form) return;
    for (const control of controls) {
      const field = this.fields.get(control.name);
      if (!field) continue;
      field.show(valueOf(form.fields[control.name]), askedAt);
      field.node.hidden = control.is_hidden;
      setText(field.hint, control.help);
      if (field instanceof TextField) field.input.placeholder = control.placeholder;
      if (control.choices && !(field instanceof FlagField)) field.suggest(control.choices);
    }
    const clash = facts.findings.find(({ slug }) => slug === SAME_ADDRESS);
    this.fields.get("slug")?.doubt(clash ? sentence(clash.message) : "");
    this._count();
    showPicture(this.picture, form.fields.image && facts.card ? url("page", this.actions.window, facts.card) : "");
  }

  /** @param {Control[]} controls */
  _make(controls) {
    /** @type {Write} */
    const write = (name, value) => this.actions.edit({ kind: "fields", changes: { [name]: value } });
    for (const control of controls) this.fields.set(control.name, KINDS[control.kind](control, write));
    this.set.append(...[...this.fields.values()].map((field) => field.node));
    const image = this.fields.get("image");
    image?.control.classList.add("blogtools-row");
    image?.control.append(this.picture);
    this.fields.get("description")?.input.addEventListener("input", () => this._count());
  }

  _count() {
    const description = this.fields.get("description");
    if (!description) return;
    const { length } = description.input.value.trim();
    const judgement = length < SHORT ? `short of ${SHORT}` : length > LONG ? `more than ${LONG}` : "a good length";
    setText(description.side, length ? `${length} characters, ${judgement}` : `${SHORT} to ${LONG} characters are good`);
  }
}

/**
 * Return the options of a text field.
 * @param {Control} control
 */
function formOf({ rows, is_whole }) {
  return { rows, isWhole: is_whole };
}

/**
 * Map empty values to null.
 * @param {any} value
 * @returns {import("./field.js").Value}
 */
function valueOf(value) {
  return value === undefined || value === false || (Array.isArray(value) && !value.length) ? null : value;
}
