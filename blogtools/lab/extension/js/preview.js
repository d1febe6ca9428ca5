// The preview panel, which shows the page of a notebook while it is being written.
import { coreutils, signaling, widgets } from "./shared.js";
import { icons } from "./icons.js";
import { jump } from "./jump.js";
import { LivePage } from "./live_page.js";
import { openLivePage } from "./live_tab.js";
import { openPost } from "./post.js";
import { PreviewBar, WIDTHS } from "./preview_bar.js";
import { isSave, passOn } from "./preview_keys.js";
import { destination } from "./preview_links.js";
import { Message } from "./preview_message.js";
import { save } from "./saving.js";
import { ScrollSync } from "./scroll.js";
import { url } from "./server.js";
import { reviewTrust, TrustBar } from "./trust.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */

/**
 * State of a preview, from which it can be restored.
 * @typedef {{id: string, path: string} & import("./preview_bar.js").View} State
 */

/** Styles that apply to the page in the preview only. */
const OWN_STYLE = `
[data-blogtools-active] { position: relative; }
[data-blogtools-active]::before {
  content: ""; position: absolute; inset: 0 auto 0 -0.75rem; width: 3px; border-radius: 2px;
  background: light-dark(#1976d2, #64b5f6);
}`;

/** Attribute of the empty document (`blogtools.lab.preview`) that the page is rendered into. */
const EMPTY = "data-blogtools-page";

const AFTER_FAILURE = 1500; // milliseconds before retrying to load the document

/** Width in pixels from which the table of contents is open; elsewhere, the theme's script.js opens it. */
const CONTENTS_OPEN_FROM = 1100;

export class Preview extends widgets.Widget {
  /**
   * @param {JupyterFrontEnd} app
   * @param {{isDark: () => boolean, outside: () => boolean}} look JupyterLab's theme, and the settings
   * @param {Partial<State>} [state] of a preview to restore
   */
  constructor(app, look, state = {}) {
    super();
    this.app = app;
    this.look = look;
    this.id = state.id ?? `blogtools-preview-${Date.now()}`;
    this.title.label = "Preview";
    this.title.icon = icons.preview;
    this.title.caption = "The page as it would be published";
    this.title.closable = true;
    this.addClass("blogtools-preview");
    /** Path of the notebook that is shown or awaited. */
    this.path = state.path ?? "";
    /** The notebook or the view has changed. @type {import("@lumino/signaling").Signal<Preview, void>} */
    this.stateChanged = new signaling.Signal(this);
    /** @type {NotebookPanel | null} */
    this.panel = null;
    /** @type {import("./post.js").OpenPost | null} */
    this.post = null;
    /** @type {ScrollSync | null} */
    this._sync = null;
    /** @type {LivePage | null} */
    this._live = null;
    this._shown = "";
    this._isLoading = false;
    this._anchor = "";
    this._refusal = ""; // why the last link did not open; stays until the next click or the next page
    this._abort = new AbortController();
    this.bar = new PreviewBar(state, () => this.panel && void openLivePage(this.panel));
    this.message = new Message((cell, line) => this.panel && void jump(app, this.panel, cell, line));
    this.trust = new TrustBar(() => void this._review());
    this.stage = document.createElement("div");
    this.frame = document.createElement("iframe");
    this._buildStage();
    this.bar.changed.connect(this._look, this);
    app.serviceManager.contents.fileChanged.connect(this._refresh, this);
    window.addEventListener("focus", () => this._refresh(), { signal: this._abort.signal });
    this._look();
    this._wait();
  }

  /** @returns {State} */
  get state() {
    return { id: this.id, path: this.path, ...this.bar.view };
  }

  /** Whether it keeps showing its notebook when another one becomes active. */
  get isPinned() {
    return this.bar.view.isPinned;
  }

  /**
   * Show the page of a notebook.
   * @param {NotebookPanel | null} panel
   */
  showPost(panel) {
    if (panel === this.panel) return;
    this._leave();
    this.panel = panel;
    if (!panel) {
      this._wait();
      return;
    }
    this.post = openPost(panel);
    this.post.changed.connect(this._changed, this);
    this.post.use();
    panel.disposed.connect(this._closed, this);
    panel.context.pathChanged.connect(this._named, this);
    this._sync = new ScrollSync(panel, this.frame);
    this._named();
    this._shown = this._refusal = "";
    this.frame.hidden = false;
    this.frame.classList.add("blogtools-loading");
    this._load();
    this.trust.show(this.post.unused);
    this.message.show(this.post.trouble || (this.post.pieces.length ? "" : "Rendering the page …"));
  }

  /** The document of the page, while one is shown. */
  get page() {
    return this.frame.contentDocument;
  }

  /** @param {import("@lumino/messaging").Message} message */
  onCloseRequest(message) {
    super.onCloseRequest(message);
    this.dispose();
  }

  dispose() {
    if (this.isDisposed) return;
    this._leave();
    this._abort.abort();
    super.dispose();
  }

  /** Follow JupyterLab's light or dark theme. */
  refreshTheme() {
    const page = this.page?.documentElement;
    if (page) page.dataset.theme = this._isDark() ? "dark" : "light";
  }

  _isDark() {
    const { theme } = this.bar.view;
    return theme === "auto" ? this.look.isDark() : theme === "dark";
  }

  _buildStage() {
    this.stage.className = "blogtools-stage";
    // Without `allow-scripts`, nothing in a page can run with the user's session; `allow-same-origin` lets us patch it.
    this.frame.setAttribute("sandbox", "allow-same-origin");
    this.frame.title = "The page as it would be published";
    this.frame.addEventListener("load", () => this._loaded());
    this.stage.append(this.frame);
    this.node.append(this.bar.node, this.trust.node, this.message.node, this.stage);
    this.node.addEventListener("keydown", (event) => this._save(event));
  }

  /** Apply the view that is set in the bar. */
  _look() {
    const { device } = this.bar.view;
    const width = WIDTHS[device];
    this.frame.style.width = width ? `${width}px` : "100%";
    this.stage.dataset.device = device;
    this.refreshTheme();
    this.stateChanged.emit();
  }

  /** Show that there is no notebook. */
  _wait(why = "") {
    this.message.show(`${why}Open a notebook to see its page.`);
    this.frame.hidden = true;
  }

  /** Refresh, because a file that the page uses may have changed. */
  _refresh() {
    this.post?.refresh();
  }

  /** Load the empty document, at an address that the page's relative URLs resolve against. */
  _load() {
    if (!this.post) return;
    const outside = this.look.outside() ? "?outside=1" : "";
    this._isLoading = true;
    this.frame.src = url("page", this.post.id, "post/index.html") + outside;
  }

  /** Handle a new document in the iframe: at first, and whenever JupyterLab moves the panel. */
  _loaded() {
    this._isLoading = false;
    this._live = null;
    const page = this.page;
    const view = this.frame.contentWindow;
    // It may be an error page of a proxy, or a login form.
    if (!this.post) return;
    if (!page || !view || !page.documentElement.hasAttribute(EMPTY)) {
      this.message.show(this.post.trouble || "The page cannot be loaded. Trying again …");
      window.setTimeout(() => this.post?.confirm(), AFTER_FAILURE);
      return;
    }
    page.documentElement.removeAttribute(EMPTY);
    const style = new /** @type {any} */ (view).CSSStyleSheet();
    style.replaceSync(OWN_STYLE);
    page.adoptedStyleSheets = [style];
    page.addEventListener("click", (event) => this._clicked(event), true);
    page.addEventListener("keydown", (event) => passOn(event, this.node));
    this._live = new LivePage(page, (fresh) => this._prepare(fresh));
    this._shown = "";
    this.post.confirm();
    this._sync?.attach();
  }

  _show() {
    const post = this.post;
    if (!post?.pieces.length || !post.isKnown || this._isLoading) return;
    if (!this._live?.document.URL.includes(`/blogtools/page/${post.id}/`)) {
      this._load(); // The server was down when the document was loaded.
      return;
    }
    if (post.digest === this._shown) return;
    if (this._shown) this._refusal = "";
    this._live.show(post.pieces);
    this._shown = post.digest;
    this._sync?.refresh();
    this.title.label = post.title ? `Preview: ${post.title}` : "Preview";
  }

  /**
   * Do what the theme's script would do, and apply the chosen theme.
   * @param {Document} fresh
   */
  _prepare(fresh) {
    const contents = fresh.querySelector("nav.toc > details");
    if (contents && this.frame.clientWidth >= CONTENTS_OPEN_FROM) contents.setAttribute("open", "");
    fresh.documentElement.dataset.theme = this._isDark() ? "dark" : "light";
    if (!this._shown) this._revealWhenStyled(fresh);
  }

  /**
   * Show the page once its style sheet has loaded.
   * @param {Document} fresh
   */
  _revealWhenStyled(fresh) {
    const reveal = () => {
      this.frame.classList.remove("blogtools-loading");
      if (this._anchor) this._scrollTo(this._anchor);
      this._anchor = "";
    };
    const sheet = fresh.querySelector('link[rel="stylesheet"]');
    sheet?.addEventListener("load", reveal, { once: true });
    sheet?.addEventListener("error", reveal, { once: true });
    if (!sheet) reveal();
    window.setTimeout(reveal, 1000);
  }

  _changed() {
    const post = this.post;
    if (!post || post.isDisposed) return;
    this.trust.show(post.unused);
    if (post.trouble || post.isSlow) {
      const words = post.trouble || "The server has not answered yet …";
      this.message.show(this._shown ? `${words} The page is as it was.` : words);
      return;
    }
    this._show();
    if (post.problem) this.message.showProblem(post.problem);
    else this.message.show(this._refusal);
  }

  _named() {
    if (!this.panel) return;
    this.path = this.panel.context.path;
    this.bar.setNotebook(coreutils.PathExt.basename(this.path), this.path);
    this.stateChanged.emit();
  }

  _closed() {
    this._leave();
    this.panel = this._live = null;
    this.frame.src = "about:blank";
    this.title.label = "Preview";
    this._wait("The notebook was closed. ");
  }

  _leave() {
    this.post?.changed.disconnect(this._changed, this);
    this.post?.leave();
    this.panel?.disposed.disconnect(this._closed, this);
    this.panel?.context.pathChanged.disconnect(this._named, this);
    this._sync?.dispose();
    this._sync = null;
    this.post = null;
    this.trust.show("");
  }

  /**
   * Handle a click: a link leads to a place on the page, to the notebook of another post or to a new tab; anything else
   * leads to its cell.
   * @param {MouseEvent} event
   */
  _clicked(event) {
    const target = /** @type {Element} */ (event.target);
    if (this._refusal) this._refuse("");
    const link = target.closest("a");
    if (link) {
      event.preventDefault();
      void this._follow(link.getAttribute("href") ?? "");
      return;
    }
    if (target.closest("summary, button, input, select, video, audio")) return;
    const block = /** @type {HTMLElement | null} */ (target.closest("[data-cell]"));
    const hasSelection = Boolean(this.frame.contentWindow?.getSelection()?.toString());
    if (block && this.panel && !hasSelection) void jump(this.app, this.panel, Number(block.dataset.cell));
  }

  /** @param {string} href of a link */
  async _follow(href) {
    if (!this.page || !this.post) return;
    const target = await destination(this.post, href, this.page.baseURI);
    if ("refusal" in target) this._refuse(target.refusal);
    else if ("tab" in target) window.open(target.tab, "_blank", "noopener,noreferrer");
    else if (!("notebook" in target) || target.notebook === this.post.notebookPath) this._scrollTo(target.anchor);
    else {
      // Unless it is pinned, this preview shows that post next.
      this._anchor = this.isPinned ? "" : target.anchor;
      const options = { ref: this.panel?.id };
      await this.app.commands.execute("docmanager:open", { path: target.notebook, options });
    }
  }

  /** @param {string} words why a link does not open; empty to show again what concerns the page */
  _refuse(words) {
    this._refusal = words;
    if (words) this.message.show(words);
    else this._changed();
  }

  /** @param {string} anchor of a place on the page; empty for the top */
  _scrollTo(anchor) {
    if (this._sync) this._sync.isPageLeading = true;
    (anchor ? this.page?.getElementById(anchor) : this.page?.documentElement)?.scrollIntoView();
  }

  /** Let the author look at the code that the page is made without, and trust it. */
  async _review() {
    const post = this.post;
    if (post && (await reviewTrust(post.notebookPath))) post.refresh();
  }

  /** @param {KeyboardEvent} event */
  _save(event) {
    if (!isSave(event) || !this.panel) return;
    event.preventDefault();
    void save(this.panel);
  }
}
