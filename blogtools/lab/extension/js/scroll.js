// The notebook and its page scroll together. The side that the author's hand is on leads, the other one follows.

import { scrollTo } from "./jump.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */

/** Milliseconds until a notebook that was scrolled has drawn the cells that came into sight. */
const DRAWN = 150;

/** Events by which a hand tells that it is here. */
const HANDS = ["wheel", "touchmove", "pointerdown", "keydown"];

export class ScrollSync {
  /**
   * @param {NotebookPanel} panel
   * @param {HTMLIFrameElement} frame
   */
  constructor(panel, frame) {
    this.panel = panel;
    this.frame = frame;
    this.isPageLeading = false;
    this._drawn = 0;
    this._abort = new AbortController();
    const { signal } = this._abort;
    for (const name of HANDS) {
      panel.node.addEventListener(name, () => (this.isPageLeading = false), { passive: true, capture: true, signal });
    }
    panel.content.node.addEventListener("scroll", () => this._scrolled(), { passive: true, capture: true, signal });
    panel.content.activeCellChanged.connect(this._showActive, this);
  }

  /** Listen to the page; to be called again when the frame has loaded another document. */
  attach() {
    const page = this.frame.contentWindow;
    if (!page) return;
    const { signal } = this._abort;
    for (const name of HANDS) {
      page.addEventListener(name, () => (this.isPageLeading = true), { passive: true, capture: true, signal });
    }
    page.addEventListener("scroll", () => this._fromPage(), { passive: true, signal });
    this._showActive();
  }

  dispose() {
    this._abort.abort();
    window.clearTimeout(this._drawn);
    this.panel.content.activeCellChanged.disconnect(this._showActive, this);
  }

  /** The active cell is in sight on the page, too, and marked there. */
  _showActive() {
    const page = this.frame.contentDocument;
    const cells = this.panel.content;
    if (!page || this.panel.isDisposed) return;
    for (const marked of page.querySelectorAll("[data-blogtools-active]")) marked.removeAttribute("data-blogtools-active");
    const block = this._block(cells.activeCellIndex);
    if (!block) return;
    block.setAttribute("data-blogtools-active", "");
    if (this.isPageLeading) return;
    const { top, bottom } = block.getBoundingClientRect();
    const height = this.frame.clientHeight;
    if (bottom < 40 || top > height - 40) page.defaultView?.scrollBy({ top: top - height / 4 });
  }

  /** Mark the active cell again after the page was patched. */
  refresh() {
    const block = this._block(this.panel.content.activeCellIndex);
    if (block && !block.hasAttribute("data-blogtools-active")) this._showActive();
  }

  /** @param {number} index of a cell, counted from 0 */
  _block(index) {
    return this.frame.contentDocument?.querySelector(`[data-cell="${index + 1}"]`) ?? null;
  }

  _scrolled() {
    this._fromNotebook();
    window.clearTimeout(this._drawn);
    this._drawn = window.setTimeout(() => this._fromNotebook(), DRAWN);
  }

  _fromNotebook() {
    const page = this.frame.contentWindow;
    const scroller = this._scroller();
    if (this.isPageLeading || !page || !scroller) return;
    const top = scroller.getBoundingClientRect().top;
    const seen = this.panel.content.widgets
      .map((cell, index) => ({ index, node: cell.node }))
      .filter(({ index, node }) => node.isConnected && this._block(index))
      .map(({ index, node }) => ({ index, box: node.getBoundingClientRect() }));
    const first = seen.find(({ box }) => box.bottom > top + 1);
    const block = first && this._block(first.index);
    if (!first || !block) return;
    const part = Math.max(0, top - first.box.top) / Math.max(1, first.box.height);
    const box = block.getBoundingClientRect();
    const isAtTop = scroller.scrollTop <= 0;
    // What follows a hand does not glide after it, whatever the theme says of links.
    page.scrollTo({ top: isAtTop ? 0 : page.scrollY + box.top + part * box.height, behavior: "instant" });
  }

  async _fromPage() {
    const page = this.frame.contentDocument;
    const scroller = this._scroller();
    if (!this.isPageLeading || !page || !scroller || this.panel.isDisposed) return;
    const blocks = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-cell]"));
    const block = [...blocks].find((one) => one.getBoundingClientRect().bottom > 1);
    if (!block) return;
    const { top, height } = block.getBoundingClientRect();
    const index = Number(block.dataset.cell) - 1;
    const cell = this.panel.content.widgets[index];
    if (!cell) return;
    const isThere = await scrollTo(this.panel, index, "start");
    if (!isThere || !this.isPageLeading || !cell.node.isConnected) return;
    const part = Math.max(0, -top) / Math.max(1, height);
    const box = cell.node.getBoundingClientRect();
    scroller.scrollTop += box.top - scroller.getBoundingClientRect().top + part * box.height;
  }

  /** The element of the notebook that scrolls. */
  _scroller() {
    const { node } = this.panel.content;
    return node.querySelector(".jp-WindowedPanel-outer") ?? node;
  }
}
