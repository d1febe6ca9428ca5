// The dialog in which a post begins.
import { apputils, widgets } from "./shared.js";
import { choice, choices, field, split } from "./dialog_parts.js";
import { element } from "./dom.js";
import { ask } from "./server.js";

/**
 * What a new post can be made of; see `blogtools.lab.new_post.BlogAnswer`.
 * @typedef {{title: string, is_blog: boolean, folder: string, terms: {tags: string[], series: string[]},
 *   templates: {name: string, title: string, description: string}[]}} Blog
 */
/** @typedef {{path: string, address: string, is_taken: boolean}} Name */

const PAUSE = 120; // milliseconds in which no key is pressed, before the server is asked what a title becomes

/** What the author fills in. */
class Form extends widgets.Widget {
  /** @param {Blog} blog */
  constructor(blog) {
    super();
    this.blog = blog;
    this.addClass("blogtools-dialog-form");
    this.title_ = element("input", { type: "text", required: true, autocomplete: "off", id: "blogtools-new-title" });
    const tags = choices(blog.terms.tags, { placeholder: blog.terms.tags.slice(0, 3).join(", ") });
    const series = choice(blog.terms.series);
    this.tags = tags.input;
    this.series = series.input;
    this.template = element("select");
    for (const { name, title, description } of blog.templates) {
      this.template.append(element("option", { value: name }, `${title}: ${description}`));
    }
    this.draft = element("input", { type: "checkbox", id: "blogtools-new-draft" });
    this.place = element("dl", { class: "blogtools-dialog-place" });
    this.error = element("p", { class: "blogtools-dialog-form-error", role: "alert", hidden: true });
    this.node.append(
      field("Title", this.title_),
      field("Tags, with commas between them", this.tags, tags.list),
      field("Series", this.series, series.list),
      field("Start from", this.template),
      element(
        "div",
        { class: "blogtools-check" },
        this.draft,
        element("label", { for: this.draft.id }, "A draft: left out when the blog is published"),
      ),
      this.place,
      this.error,
    );
    this._timer = 0;
    this._abort = new AbortController();
    this.title_.addEventListener("input", () => {
      this.tell("");
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => this._lookUp(), PAUSE);
    });
    this._show(null);
  }

  dispose() {
    window.clearTimeout(this._timer);
    this._abort.abort();
    super.dispose();
  }

  /** What the server is told; see `blogtools.lab.new_post.NewAsk`. */
  get wish() {
    return {
      folder: this.blog.folder,
      title: this.title_.value.trim(),
      tags: split(this.tags.value),
      series: this.series.value.trim(),
      template: this.template.value,
      draft: this.draft.checked,
    };
  }

  /** @param {string} problem nothing takes it away */
  tell(problem) {
    this.error.textContent = problem;
    this.error.hidden = !problem;
  }

  async _lookUp() {
    this._abort.abort();
    this._abort = new AbortController();
    const title = this.title_.value.trim();
    if (!title) return this._show(null);
    const query = new URLSearchParams({ folder: this.blog.folder, title });
    try {
      this._show(await ask(`name?${query}`, undefined, this._abort.signal));
    } catch (error) {
      // The next key asks again; creating the post tells what is wrong.
      if (!this._abort.signal.aborted) console.warn("blogtools: the server part does not answer", error);
    }
  }

  /** @param {Name | null} name */
  _show(name) {
    const { folder } = this.blog;
    const rows = [["Notebook", name ? name.path : `${folder ? `${folder}/` : ""}…`]];
    rows.push(["Address", name ? name.address : "…"]);
    this.place.replaceChildren(
      ...rows.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]),
    );
    if (name?.is_taken) this.tell(`${name.path} exists already. Choose another title.`);
  }
}

/**
 * A dialog that closes only once the post is there.
 * @extends {apputils.Dialog<unknown>}
 */
class NewPostDialog extends apputils.Dialog {
  /** @param {Blog} blog */
  constructor(blog) {
    const form = new Form(blog);
    super({
      title: blog.title ? `New Post in ${blog.title}` : "New Post",
      body: form,
      buttons: [apputils.Dialog.cancelButton(), apputils.Dialog.okButton({ label: "Create Post" })],
      focusNodeSelector: "#blogtools-new-title",
    });
    this.addClass("blogtools-dialog");
    this.form = form;
    this.path = "";
    this._isBusy = false;
  }

  /** @param {number} [index] of a button; without it the last one is meant */
  resolve(index) {
    if (index === 0) return super.resolve(index);
    if (!this._isBusy) void this._create(index);
  }

  /** @param {number | undefined} index */
  async _create(index) {
    if (!this.form.title_.value.trim()) {
      this.form.tell("A post needs a title.");
      this.form.title_.focus();
      return;
    }
    this._isBusy = true;
    this.addClass("blogtools-busy");
    try {
      this.path = (await ask("new", this.form.wish)).path;
      super.resolve(index);
    } catch (error) {
      if (this.isDisposed) return;
      this.form.tell(error instanceof Error ? error.message : String(error));
    } finally {
      this._isBusy = false;
      if (!this.isDisposed) this.removeClass("blogtools-busy");
    }
  }
}

/**
 * Have the author begin a post.
 * @param {string} folder where they are, in Jupyter's contents
 * @returns {Promise<string>} path of the notebook; empty if there is none
 */
export async function askForPost(folder) {
  /** @type {Blog} */
  const blog = await ask(`blog?${new URLSearchParams({ path: folder })}`);
  const dialog = new NewPostDialog(blog);
  await dialog.launch();
  return dialog.path;
}
