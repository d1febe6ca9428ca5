// The dialog that creates a post.
import { apputils, widgets } from "./shared.js";
import { choice, choices, field, split } from "./dialog_parts.js";
import { element } from "./dom.js";
import { ask } from "./server.js";

/**
 * The blog and the options to offer; see `blogtools.lab.new_post.BlogInfo`.
 * @typedef {{title: string, is_blog: boolean, folder: string, terms: {tags: string[], series: string[]},
 *   templates: {name: string, title: string, description: string}[]}} Blog
 */
/** @typedef {{path: string, address: string, is_taken: boolean}} Name */

const NO_BLOG = "This folder is in no blog. A folder with a file blogtools.toml is one.";
const PAUSE = 120; // milliseconds without a key press before the server is asked for the address of a title

/** The form of the dialog. */
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
    if (!blog.is_blog) this.node.prepend(element("p", {}, NO_BLOG));
    this._timer = 0;
    this._abort = new AbortController();
    this.title_.addEventListener("input", () => {
      this.showError("");
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

  /** The request for the server; see `blogtools.lab.new_post.NewPostRequest`. */
  get request() {
    return {
      folder: this.blog.folder,
      title: this.title_.value.trim(),
      tags: split(this.tags.value),
      series: this.series.value.trim(),
      template: this.template.value,
      draft: this.draft.checked,
    };
  }

  /** @param {string} problem empty hides the error */
  showError(problem) {
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
      // The next key press asks again, and creating the post reports the error.
      if (!this._abort.signal.aborted) console.warn("blogtools: the server extension does not answer", error);
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
    if (name?.is_taken) this.showError(`${name.path} already exists. Choose another title.`);
  }
}

/**
 * A dialog that closes only after the post has been created.
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

  /** @param {number} [index] of a button; the last one by default */
  resolve(index) {
    if (index === 0) return super.resolve(index);
    if (!this._isBusy) void this._create(index);
  }

  /** @param {number | undefined} index */
  async _create(index) {
    if (!this.form.title_.value.trim()) {
      this.form.showError("A post needs a title.");
      this.form.title_.focus();
      return;
    }
    this._isBusy = true;
    this.addClass("blogtools-busy");
    try {
      this.path = (await ask("new", this.form.request)).path;
      super.resolve(index);
    } catch (error) {
      if (this.isDisposed) return;
      this.form.showError(error instanceof Error ? error.message : String(error));
    } finally {
      this._isBusy = false;
      if (!this.isDisposed) this.removeClass("blogtools-busy");
    }
  }
}

/**
 * Let the author create a post.
 * @param {string} folder current folder in Jupyter's contents
 * @returns {Promise<string>} path of the new notebook; empty if the author cancels
 */
export async function askForPost(folder) {
  /** @type {Blog} */
  const blog = await ask(`blog?${new URLSearchParams({ path: folder })}`);
  const dialog = new NewPostDialog(blog);
  await dialog.launch();
  return dialog.path;
}
