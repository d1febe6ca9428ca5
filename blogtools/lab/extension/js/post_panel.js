// The panel for the post of the active notebook: form, share card, findings, snippets, status.
import { coreutils, widgets } from "./shared.js";
import { Card } from "./card.js";
import { makeEdit } from "./changes.js";
import { element, setText } from "./dom.js";
import { Findings, problemNote } from "./findings.js";
import { PostForm } from "./form.js";
import { Status } from "./glance.js";
import { icons } from "./icons.js";
import { jump } from "./jump.js";
import { openPost } from "./post.js";
import { isSave } from "./preview_keys.js";
import { save } from "./saving.js";
import { ask, isAway, RefusedError, wordsOf } from "./server.js";
import { Snippets } from "./snippets.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./facts.js").Facts} Facts */

const SHORTEST_WAIT = 400; // milliseconds between requests
const LOOK_EACH = 60_000; // milliseconds between looks at what readers have
const AFTER_FAILURE = 1500; // milliseconds before retrying a server that did not answer

const COUNT = "blogtools-count"; // data attribute of the side bar's tab
const MOST = 99; // largest number of findings that fits on the tab

/** The parts of the panel, in order. */
const SECTIONS = /** @type {const} */ ([
  ["form", "Post"],
  ["card", "Card"],
  ["findings", "Findings"],
  ["snippets", "Snippets"],
  ["status", "Status"],
]);
const OF_PAGE = ["card", "snippets", "status"]; // sections that need a page

export class PostPanel extends widgets.Widget {
  /** @param {import("@jupyterlab/application").JupyterFrontEnd} app */
  constructor(app) {
    super();
    this.app = app;
    this.id = "blogtools-post-panel";
    this.title.icon = icons.post;
    this.title.caption = "Post";
    this.addClass("blogtools-post-panel");
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", "Post");
    /** @type {NotebookPanel | null} */
    this.panel = null;
    /** @type {import("./post.js").OpenPost | null} */
    this.post = null;
    /** @type {{form: PostForm, card: Card, findings: Findings, snippets: Snippets, status: Status} | null} */
    this.views = null;
    /** @type {import("./facts.js").Actions | null} */
    this.actions = null;
    /** @type {Facts | null} */
    this.facts = null;
    this._isUsing = false;
    this._timer = 0;
    this._statusTimer = 0;
    this._notBefore = 0;
    this._newest = 0;
    this._refusedFor = ""; // the problem because of which the server refused
    /** Writes what is typed in the form. @type {(isEnd: boolean) => Promise<string[]>} */
    this._write = () => Promise.resolve([]);
    this.name = element("div", { class: "blogtools-panel-name" });
    this.message = element("div", { class: "blogtools-panel-message", role: "status" });
    /** @type {Record<string, HTMLElement>} */
    this.bodies = {};
    /** @type {Record<string, HTMLElement>} */
    this.counts = {};
    /** @type {Record<string, HTMLElement>} */
    this.parts = {};
    const sections = SECTIONS.map(([name, label]) => {
      this.counts[name] = element("span", { class: "blogtools-count" });
      this.bodies[name] = element("div", { class: "blogtools-section-body" });
      const summary = element("summary", {}, element("span", {}, label), this.counts[name]);
      const section = element("details", { class: "blogtools-section", open: true }, summary, this.bodies[name]);
      section.dataset.section = name;
      this.parts[name] = section;
      return section;
    });
    this.sections = element("div", { class: "blogtools-sections" }, ...sections);
    this.node.append(this.name, this.message, this.sections);
    this.node.addEventListener("keydown", (event) => {
      if (!isSave(event) || !this.panel) return;
      event.preventDefault(); // JupyterLab would save without what is half typed here.
      void save(this.panel);
    });
    this._setMessage("Open a notebook to see its post.");
    this._lookTimer = window.setInterval(() => void this._look(false), LOOK_EACH);
    this._focused = () => void this._look(false);
    window.addEventListener("focus", this._focused);
  }

  /**
   * Show the post of a notebook.
   * @param {NotebookPanel | null} panel
   */
  follow(panel) {
    if (panel === this.panel) return;
    this._leave();
    this.panel = panel;
    this.facts = null;
    this._refusedFor = "";
    this._badge(0);
    if (!panel) {
      this._named();
      this._setMessage("Open a notebook to see its post.");
      return;
    }
    const post = openPost(panel);
    this.post = post;
    /** @type {import("./facts.js").Actions} */
    const actions = {
      window: post.id,
      edit: (edit) => tryOn(post, edit),
      isHere: (file) => !file || file === this.facts?.source,
      jump: (cell, line) => void jump(this.app, panel, cell, line),
      look: () => this._look(true),
    };
    this.actions = actions;
    this.views = {
      form: new PostForm(actions),
      card: new Card(actions),
      findings: new Findings(actions),
      snippets: new Snippets(actions, panel),
      status: new Status(actions, panel),
    };
    const { form } = this.views;
    this._write = (isEnd) => form.write(isEnd);
    post.inputs.add(this._write);
    for (const [name] of SECTIONS) this.bodies[name].replaceChildren(this.views[name].node);
    for (const name of OF_PAGE) this.parts[name].hidden = true;
    post.changed.connect(this._changed, this);
    panel.disposed.connect(this._closed, this);
    panel.context.pathChanged.connect(this._named, this);
    panel.content.activeCellChanged.connect(this._activated, this);
    panel.content.modelContentChanged.connect(this._touched, this);
    this._named();
    this._setMessage("Reading the post …");
    if (this.isVisible) this._use();
  }

  dispose() {
    if (this.isDisposed) return;
    this._leave();
    window.clearInterval(this._lookTimer);
    window.removeEventListener("focus", this._focused);
    super.dispose();
  }

  /** @param {import("@lumino/messaging").Message} message */
  onAfterShow(message) {
    super.onAfterShow(message);
    this._use();
  }

  /** @param {import("@lumino/messaging").Message} message */
  onAfterHide(message) {
    super.onAfterHide(message);
    this._rest();
  }

  _use() {
    if (this._isUsing || !this.post || this.post.isDisposed || !this.isVisible) return;
    this._isUsing = true;
    this.post.use();
    this._soon();
    void this._look(false);
  }

  /**
   * Have the server look at what readers have, which somebody else may have published.
   * @param {boolean} isAsked whether the author asks for it; if not, a server may be content with what it knows
   */
  async _look(isAsked) {
    const { post } = this;
    if (!post || !this._isUsing || (document.hidden && !isAsked)) return;
    try {
      await ask("published", { path: post.notebookPath, now: isAsked });
    } catch (error) {
      console.warn("blogtools: what readers have cannot be looked up", error);
    }
    if (post === this.post) this._soon();
  }

  _rest() {
    void this._write(true);
    if (!this._isUsing) return;
    this._isUsing = false;
    window.clearTimeout(this._timer);
    this._timer = 0;
    this.post?.leave();
  }

  _changed() {
    if (!this.post || this.post.isDisposed) return;
    const { trouble, isSlow, problem } = this.post;
    if (trouble || isSlow) {
      this._setMessage(trouble || "The server has not answered yet …", Boolean(this.facts));
      return;
    }
    if (problem && JSON.stringify(problem) === this._refusedFor) return;
    this._soon();
  }

  _soon() {
    if (!this._isUsing || this._timer) return;
    const wait = Math.max(0, this._notBefore - performance.now());
    this._timer = window.setTimeout(() => void this._ask(), wait);
  }

  async _ask() {
    this._timer = 0;
    const { post, views } = this;
    if (!post || !views || !this._isUsing) return;
    const askedAt = performance.now();
    this._notBefore = askedAt + SHORTEST_WAIT;
    this._newest += 1;
    const number = this._newest;
    try {
      const facts = /** @type {Facts} */ (await post.ask("facts"));
      if (number !== this._newest || post !== this.post || this.isDisposed) return;
      this._show(facts, askedAt);
    } catch (error) {
      if (number !== this._newest || post !== this.post || this.isDisposed) return;
      this._setMessage(wordsOf(error), Boolean(this.facts));
      if (error instanceof RefusedError && post.problem) this._refusedFor = JSON.stringify(post.problem);
      if (!isAway(error)) return;
      this._notBefore = performance.now() + AFTER_FAILURE;
      this._soon();
    }
  }

  /**
   * @param {Facts} facts
   * @param {number} askedAt
   */
  _show(facts, askedAt) {
    const { views } = this;
    if (!views) return;
    this.facts = facts;
    this._refusedFor = "";
    this._setMessage("");
    views.form.show(facts, askedAt);
    const hasPage = Boolean(facts.path);
    if (hasPage) {
      for (const name of OF_PAGE) this.parts[name].hidden = false;
      views.card.show(facts);
      views.snippets.show(facts.snippets);
      views.status.show(facts);
      setText(this.counts.snippets, String(facts.snippets.length || ""));
    } else if (facts.form && facts.problem && this.actions) {
      // The sections keep showing the previous page.
      this.message.replaceChildren(problemNote("There is no page", facts.problem, this.actions));
      this.message.hidden = false;
    }
    views.findings.show(facts.findings);
    setText(this.counts.findings, String(facts.findings.length || ""));
    this._badge(facts.findings.length);
  }

  _activated() {
    this.views?.snippets.refresh();
  }

  _touched() {
    this._statusTimer ||= window.setTimeout(() => {
      this._statusTimer = 0;
      this.views?.status.refresh();
      this.views?.snippets.refresh();
    }, SHORTEST_WAIT);
  }

  _named() {
    const path = this.panel?.context.path ?? "";
    setText(this.name, coreutils.PathExt.basename(path));
    this.name.title = path;
    this.name.hidden = !path;
  }

  /** @param {NotebookPanel} panel may no longer be the current one */
  _closed(panel) {
    if (panel === this.panel) this.follow(null);
  }

  _leave() {
    this._rest();
    this.post?.inputs.delete(this._write);
    this.post?.changed.disconnect(this._changed, this);
    if (this.panel && !this.panel.isDisposed) {
      this.panel.disposed.disconnect(this._closed, this);
      this.panel.context.pathChanged.disconnect(this._named, this);
      this.panel.content.activeCellChanged.disconnect(this._activated, this);
      this.panel.content.modelContentChanged.disconnect(this._touched, this);
    }
    this.panel = this.post = this.views = this.actions = null;
  }

  /**
   * @param {string} text empty hides the message
   * @param {boolean} [isKept] whether the sections stay visible below it
   */
  _setMessage(text, isKept = false) {
    setText(this.message, text);
    this.message.hidden = !text;
    this.sections.hidden = Boolean(text) && !isKept;
  }

  /**
   * Show the number of findings in the side bar.
   * @param {number} count
   */
  _badge(count) {
    const caption = count ? `Post: ${count} ${count === 1 ? "finding" : "findings"}` : "Post";
    if (this.title.caption === caption) return;
    this.title.caption = caption;
    const dataset = { ...this.title.dataset };
    delete dataset[COUNT];
    // JupyterLab keeps its own data there, too.
    this.title.dataset = count ? { ...dataset, [COUNT]: String(Math.min(count, MOST)) } : dataset;
  }
}

/**
 * Apply an edit; error messages omit the place, which the author is looking at.
 * @param {import("./post.js").OpenPost} post
 * @param {import("./changes.js").Edit} edit
 */
async function tryOn(post, edit) {
  try {
    await makeEdit(post, edit);
  } catch (error) {
    if (!(error instanceof RefusedError) || !error.problem) throw error;
    const { message, hint } = error.problem;
    throw new Error(hint ? `${message}; ${hint}` : message, { cause: error });
  }
}
