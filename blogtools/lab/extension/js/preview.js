// The panel that shows the published page of a notebook while it is written.
import { coreutils, widgets } from "./shared.js";
import { icons } from "./icons.js";
import { jump } from "./jump.js";
import { LivePage } from "./live_page.js";
import { openPost } from "./post.js";
import { ScrollSync } from "./scroll.js";
import { url } from "./server.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */

/** Widths of the page, in CSS pixels; the desktop takes all there is. */
const WIDTHS = { desktop: 0, tablet: 768, phone: 390 };
/** @typedef {keyof typeof WIDTHS} Device */

/** What the page looks like in the panel and nowhere else. */
const OWN_STYLE = `
[data-blogtools-active] { position: relative; }
[data-blogtools-active]::before {
  content: ""; position: absolute; inset: 0 auto 0 -0.75rem; width: 3px; border-radius: 2px;
  background: light-dark(#1976d2, #64b5f6);
}`;

/** What says that a document is the empty page (`blogtools.lab.preview`), which waits to be filled. */
const EMPTY = "data-blogtools-page";

const AFTER_FAILURE = 1500; // milliseconds until a page that could not be loaded is asked for again

/** Below this, the contents of the default theme are folded (script.js opens them on wide pages). */
const CONTENTS_OPEN_FROM = 1100;

export class Preview extends widgets.Widget {
  /**
   * @param {JupyterFrontEnd} app
   * @param {{isDark: () => boolean, outside: () => boolean}} look how JupyterLab looks, and what the settings say
   */
  constructor(app, look) {
    super();
    this.app = app;
    this.look = look;
    this.id = "blogtools-preview";
    this.title.label = "Preview";
    this.title.icon = icons.preview;
    this.title.caption = "The page as it would be published";
    this.title.closable = true;
    this.addClass("blogtools-preview");
    /** Whether it stays with its notebook when another one becomes active. */
    this.isPinned = false;
    /** @type {"auto" | "light" | "dark"} */
    this.theme = "auto";
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
    this.bar = document.createElement("div");
    this.name = document.createElement("span");
    this.message = document.createElement("div");
    this.stage = document.createElement("div");
    this.frame = document.createElement("iframe");
    this._buildBar();
    this._buildStage();
  }

  /**
   * Show the page of a notebook.
   * @param {NotebookPanel | null} panel
   */
  show_post(panel) {
    if (panel === this.panel) return;
    this._leave();
    this.panel = panel;
    if (!panel) {
      this._tell("Open a notebook to see the page that it makes.");
      this.frame.hidden = true;
      return;
    }
    this.post = openPost(panel);
    this.post.changed.connect(this._changed, this);
    this.post.use();
    panel.disposed.connect(this._gone, this);
    panel.context.pathChanged.connect(this._named, this);
    this._sync = new ScrollSync(panel, this.frame);
    this._named();
    this._shown = "";
    this.frame.hidden = false;
    this.frame.classList.add("blogtools-loading");
    this._load();
    this._tell(this.post.trouble || (this.post.pieces.length ? "" : "Rendering the page …"));
  }

  /** The page's own document, while one is shown. */
  get page() {
    return this.frame.contentDocument;
  }

  dispose() {
    if (this.isDisposed) return;
    this._leave();
    super.dispose();
  }

  /** Follow JupyterLab's light or dark look. */
  refreshTheme() {
    const page = this.page?.documentElement;
    if (page) page.dataset.theme = this._isDark() ? "dark" : "light";
  }

  _isDark() {
    return this.theme === "auto" ? this.look.isDark() : this.theme === "dark";
  }

  _buildBar() {
    this.bar.className = "blogtools-bar";
    this.bar.setAttribute("role", "toolbar");
    this.bar.setAttribute("aria-label", "Preview");
    this.name.className = "blogtools-bar-name";
    const pin = this._button(icons.pin, "Stay with this notebook", () => {
      this.isPinned = !this.isPinned;
      pin.setAttribute("aria-pressed", String(this.isPinned));
    });
    pin.setAttribute("aria-pressed", "false");
    const devices = document.createElement("span");
    devices.className = "blogtools-bar-group";
    for (const device of /** @type {Device[]} */ (Object.keys(WIDTHS))) {
      const button = this._button(icons[device], `As on a ${device}`, () => this.setDevice(device));
      button.dataset.device = device;
      devices.append(button);
    }
    const theme = this._button(icons.theme, "Light or dark: as JupyterLab", () => {
      const order = /** @type {const} */ (["auto", "light", "dark"]);
      this.theme = order[(order.indexOf(this.theme) + 1) % order.length];
      const label = { auto: "as JupyterLab", light: "light", dark: "dark" }[this.theme];
      theme.title = `Light or dark: ${label}`;
      theme.setAttribute("aria-label", theme.title);
      theme.dataset.theme = this.theme;
      this.refreshTheme();
    });
    const open = this._button(icons.open, "Open the live page in a new tab", () => {
      void this.app.commands.execute("blogtools:open-live-page");
    });
    this.bar.append(this.name, devices, theme, pin, open);
  }

  _buildStage() {
    this.message.className = "blogtools-message";
    this.message.setAttribute("role", "status");
    this.message.hidden = true;
    this.stage.className = "blogtools-stage";
    // Without `allow-scripts` nothing in a page can run with the session; with `allow-same-origin` it can be patched.
    this.frame.setAttribute("sandbox", "allow-same-origin");
    this.frame.title = "The page as it would be published";
    this.frame.addEventListener("load", () => this._loaded());
    this.stage.append(this.frame);
    this.node.append(this.bar, this.message, this.stage);
    this.setDevice("desktop");
  }

  /**
   * @param {Device} device
   */
  setDevice(device) {
    const width = WIDTHS[device];
    this.frame.style.width = width ? `${width}px` : "100%";
    this.stage.dataset.device = device;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.bar.querySelectorAll("[data-device]"))) {
      button.setAttribute("aria-pressed", String(button.dataset.device === device));
    }
  }

  /**
   * @param {import("@jupyterlab/ui-components").LabIcon} icon
   * @param {string} label
   * @param {() => void} act
   */
  _button(icon, label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.append(icon.element({ width: "16px", height: "16px" }));
    button.addEventListener("click", act);
    return button;
  }

  /** Load the empty page at the address below which the files of the page are. */
  _load() {
    if (!this.post) return;
    const outside = this.look.outside() ? "?outside=1" : "";
    this._isLoading = true;
    this.frame.src = url("page", this.post.id, "post/index.html") + outside;
  }

  /** The frame has a new document: at first, and whenever JupyterLab moves the panel. */
  _loaded() {
    this._isLoading = false;
    this._live = null;
    const page = this.page;
    const view = this.frame.contentWindow;
    // It may be what stands where the server was, or asks to log in.
    if (!this.post) return;
    if (!page || !view || !page.documentElement.hasAttribute(EMPTY)) {
      this._tell(this.post.trouble || "The page cannot be loaded. Trying again …");
      window.setTimeout(() => this.post?.confirm(), AFTER_FAILURE);
      return;
    }
    const style = new /** @type {any} */ (view).CSSStyleSheet();
    style.replaceSync(OWN_STYLE);
    page.adoptedStyleSheets = [style];
    page.addEventListener("click", (event) => this._clicked(event), true);
    page.addEventListener("keydown", (event) => this._typed(event));
    this._live = new LivePage(page, (fresh) => this._prepare(fresh));
    this._shown = "";
    this.post.confirm();
    this._sync?.attach();
  }

  _show() {
    const post = this.post;
    if (!post?.pieces.length || !post.isKnown || this._isLoading) return;
    if (!this._live?.document.URL.includes(`/blogtools/page/${post.id}/`)) {
      this._load(); // There was no server when it was loaded.
      return;
    }
    if (post.digest === this._shown) return;
    this._live.show(post.pieces);
    this._shown = post.digest;
    this._sync?.refresh();
    this.title.label = post.title ? `Preview: ${post.title}` : "Preview";
  }

  /**
   * What the page's own script would do, and the look that was chosen.
   * @param {Document} fresh
   */
  _prepare(fresh) {
    const contents = fresh.querySelector("nav.toc > details");
    if (contents && this.frame.clientWidth >= CONTENTS_OPEN_FROM) contents.setAttribute("open", "");
    fresh.documentElement.dataset.theme = this._isDark() ? "dark" : "light";
    if (!this._shown) this._revealWhenStyled(fresh);
  }

  /**
   * A page without its style is not shown.
   * @param {Document} fresh
   */
  _revealWhenStyled(fresh) {
    const reveal = () => this.frame.classList.remove("blogtools-loading");
    const sheet = fresh.querySelector('link[rel="stylesheet"]');
    sheet?.addEventListener("load", reveal, { once: true });
    sheet?.addEventListener("error", reveal, { once: true });
    if (!sheet) reveal();
    window.setTimeout(reveal, 1000);
  }

  _changed() {
    const post = this.post;
    if (!post || post.isDisposed) return;
    if (post.trouble || post.isSlow) {
      const words = post.trouble || "The server has not answered yet …";
      this._tell(this._shown ? `${words} The page is as it was.` : words);
      return;
    }
    if (post.problem) this._tellProblem(post.problem);
    else this._tell("");
    this._show();
  }

  _named() {
    if (!this.panel) return;
    this.name.textContent = coreutils.PathExt.basename(this.panel.context.path);
    this.name.title = this.panel.context.path;
  }

  _gone() {
    this._leave();
    this.panel = this._live = null;
    this.frame.src = "about:blank";
    this._tell("The notebook was closed. Open a notebook to see the page that it makes.");
    this.frame.hidden = true;
  }

  _leave() {
    this.post?.changed.disconnect(this._changed, this);
    this.post?.leave();
    this.panel?.disposed.disconnect(this._gone, this);
    this.panel?.context.pathChanged.disconnect(this._named, this);
    this._sync?.dispose();
    this._sync = null;
    this.post = null;
  }

  /** @param {string} text nothing takes the message away */
  _tell(text) {
    this.message.textContent = text;
    this.message.hidden = !text;
    this.message.classList.remove("blogtools-error");
  }

  /** @param {import("./server.js").Finding} problem */
  _tellProblem(problem) {
    const { cell, line, file } = problem.where;
    const words = document.createElement("span");
    words.textContent = problem.message;
    this.message.replaceChildren(words);
    if (problem.hint) {
      const hint = document.createElement("em");
      hint.textContent = problem.hint;
      this.message.append(hint);
    }
    if (cell && this.panel) {
      const go = document.createElement("button");
      go.type = "button";
      go.textContent = line ? `Go to cell ${cell}, line ${line}` : `Go to cell ${cell}`;
      go.addEventListener("click", () => this.panel && jump(this.app, this.panel, cell, line ?? 1));
      this.message.append(go);
    } else if (file) {
      words.textContent = `${file}${line ? `, line ${line}` : ""}: ${problem.message}`;
    }
    this.message.hidden = false;
    this.message.classList.add("blogtools-error");
  }

  /**
   * A click on a link goes to its place on the page, to the notebook of another post, or to a new tab; a click on
   * anything else goes to its cell.
   * @param {MouseEvent} event
   */
  _clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const link = target.closest("a");
    if (link) {
      event.preventDefault();
      this._follow(link);
      return;
    }
    if (target.closest("summary, button, input, select, video, audio")) return;
    const block = /** @type {HTMLElement | null} */ (target.closest("[data-cell]"));
    const hasSelection = Boolean(this.frame.contentWindow?.getSelection()?.toString());
    if (block && this.panel && !hasSelection) void jump(this.app, this.panel, Number(block.dataset.cell));
  }

  /** @param {HTMLAnchorElement | SVGAElement} link */
  _follow(link) {
    const page = this.page;
    const written = link.getAttribute("href") ?? "";
    if (!page) return;
    if (written.startsWith("#")) {
      const name = decodeURIComponent(written.slice(1));
      (name ? page.getElementById(name) : page.documentElement)?.scrollIntoView();
      return;
    }
    if (/^(https?:|mailto:)/i.test(written)) window.open(written, "_blank", "noopener,noreferrer");
  }

  /**
   * Keys mean in the page what they mean beside it; without this, Ctrl+S would save the panel's HTML.
   * @param {KeyboardEvent} event
   */
  _typed(event) {
    const { key, code, ctrlKey, altKey, shiftKey, metaKey } = event;
    const again = new KeyboardEvent("keydown", { key, code, ctrlKey, altKey, shiftKey, metaKey, bubbles: true, cancelable: true });
    Object.defineProperty(again, "keyCode", { value: event.keyCode });
    // What copies, finds and moves about belongs to the page.
    if (!(ctrlKey || metaKey || altKey) || /^[acf]$/i.test(key)) return;
    if (!this.node.dispatchEvent(again)) event.preventDefault();
  }
}
