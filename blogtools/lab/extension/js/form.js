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

export class PostForm {
  /** @param {Actions} actions */
  constructor(actions) {
    this.actions = actions;
    /** @param {string} name @param {import("./field.js").Value} value */
    const write = (name, value) => actions.edit({ kind: "fields", changes: { [name]: value } });
    this.title = new TextField("title", "Title", write);
    this.date = new DateField("date", "Date", write);
    this.draft = new FlagField("draft", "Draft", write);
    this.tags = new NamesField("tags", "Tags", write, "tag");
    this.categories = new NamesField("categories", "Categories", write, "category");
    this.series = new TextField("series", "Series", write);
    this.description = new TextField("description", "Description", write, { rows: 3 });
    this.slug = new TextField("slug", "Slug", write, { isWhole: false });
    this.image = new TextField("image", "Image", write, { isWhole: false });
    this.aliases = new LinesField("aliases", "Former addresses", write, { rows: 2, isWhole: false });
    this.picture = element("img", { class: "blogtools-thumbnail", alt: "" });
    this.picture.hidden = true;
    this.image.control.classList.add("blogtools-row");
    this.image.control.append(this.picture);
    this.fields = [
      this.title,
      this.date,
      this.draft,
      this.tags,
      this.categories,
      this.series,
      this.description,
      this.slug,
      this.image,
      this.aliases,
    ];
    this.description.input.addEventListener("input", () => this._count());
    this.problem = element("div", { class: "blogtools-form-problem" });
    this.set = element("fieldset", { "aria-label": "Post" }, ...this.fields.map((field) => field.node));
    this.node = element("div", { class: "blogtools-form" }, this.problem, this.set);
    this.set.disabled = true;
  }

  /** Write pending input. */
  flush() {
    for (const field of this.fields) void field.flush();
  }

  /**
   * @param {Facts} facts
   * @param {number} askedAt time of the request for the facts, by `performance.now()`
   */
  show(facts, askedAt) {
    const { form, problem } = facts;
    this.set.disabled = !form;
    this.problem.replaceChildren(...(!form && problem ? [problemNote("The metadata cannot be read", problem, this.actions)] : []));
    if (!form) return;
    for (const field of this.fields) {
      field.show(valueOf(form.fields[field.name]), askedAt);
      const place = form.places[field.name];
      setText(field.hint, place && place !== `cell ${form.cell}` ? `From ${place}` : this._hint(field, facts));
    }
    const clash = facts.findings.find(({ slug }) => slug === SAME_ADDRESS);
    this.slug.doubt(clash ? sentence(clash.message) : "");
    this._suggest(facts);
    this._count();
    showPicture(this.picture, form.fields.image && facts.card ? url("page", this.actions.window, facts.card) : "");
  }

  /** @param {Facts} facts */
  _suggest(facts) {
    const { suggestions, form } = facts;
    this.tags.suggest(suggestions.tags);
    this.categories.suggest(suggestions.categories);
    this.series.suggest(suggestions.series);
    this.image.suggest(suggestions.images);
    this.categories.node.hidden = !suggestions.categories.length && valueOf(form?.fields.categories) === null;
    this.title.input.placeholder = facts.title;
    this.date.input.placeholder = facts.date || "2014-11-17 08:00";
    this.slug.input.placeholder = facts.slug;
    this.description.input.placeholder = facts.excerpt;
    this.series.input.placeholder = "None";
    this.image.input.placeholder = suggestions.images[0] ? `Such as ${suggestions.images[0]}` : "File or address of a picture";
    this.aliases.input.placeholder = "/old/address/";
  }

  /**
   * A hint for a field, mostly on what an empty one means.
   * @param {import("./field.js").Field} field
   * @param {Facts} facts
   */
  _hint(field, facts) {
    const isGiven = valueOf(facts.form?.fields[field.name]) !== null;
    if (field === this.draft) return "Left out when the blog is published";
    if (field === this.aliases) return "Redirect here, one on each line";
    if (isGiven) return "";
    if (field === this.title && facts.title) return "Taken from the notebook, as shown";
    if (field === this.date) return facts.date ? "Taken from the notebook, as shown" : "A day, or a day and a time";
    if (field === this.slug && facts.slug) return "Made from the file's name";
    if (field === this.description && facts.excerpt) return "The first paragraph, as shown";
    return "";
  }

  _count() {
    const { length } = this.description.input.value.trim();
    const judgement = length < SHORT ? `short of ${SHORT}` : length > LONG ? `more than ${LONG}` : "a good length";
    setText(this.description.side, length ? `${length} characters, ${judgement}` : `${SHORT} to ${LONG} characters are good`);
  }
}

/**
 * Map empty values to null.
 * @param {any} value
 * @returns {import("./field.js").Value}
 */
function valueOf(value) {
  return value === undefined || value === false || (Array.isArray(value) && !value.length) ? null : value;
}
