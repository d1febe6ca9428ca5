// Synchronizes scrolling of the notebook and its page: the side that the author uses leads, the other one follows.

import { scrollTo } from "./jump.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */

/** Milliseconds after scrolling until the notebook has rendered the cells that came into view. */
const RENDERED = 150;

/** Events that show which side the author uses. */
const USER_EVENTS = ["wheel", "touchmove", "pointerdown", "keydown"];

export class ScrollSync {
  /**
   * @param {NotebookPanel} panel
   * @param {HTMLIFrameElement} frame
   */
  constructor(panel, frame) {
    this.panel = panel;
    this.frame = frame;
    this.isPageLeading = false;
    this._timer = 0;
    this._abort = new AbortController();
    const { signal } = this._abort;
    for (const name of USER_EVENTS) {
      panel.node.addEventListener(name, () => (this.isPageLeading = false), { passive: true, capture: true, signal });
    }
    panel.content.node.addEventListener("scroll", () => this._scrolled(false), { passive: true, capture: true, signal });
    panel.content.activeCellChanged.connect(this._showActive, this);
  }

  /** Listen to the page; call again when the iframe has loaded another document. */
  attach() {
    const page = this.frame.contentWindow;
    if (!page) return;
    const { signal } = this._abort;
    for (const name of USER_EVENTS) {
      page.addEventListener(name, () => (this.isPageLeading = true), { passive: true, capture: true, signal });
    }
    page.addEventListener("scroll", () => this._scrolled(true), { passive: true, signal });
    this._showActive();
  }

  dispose() {
    this._abort.abort();
    window.clearTimeout(this._timer);
    this.panel.content.activeCellChanged.disconnect(this._showActive, this);
  }

  /** Mark the active cell on the page and scroll it into view. */
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

  /**
   * Let the other side follow, and once more when the notebook has rendered: that moves its cells, or interrupts its
   * scrolling.
   * @param {boolean} isPage whether the page was scrolled, not the notebook
   */
  _scrolled(isPage) {
    if (isPage !== this.isPageLeading) return; // the side that follows
    const follow = () => void (isPage ? this._fromPage() : this._fromNotebook());
    follow();
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(follow, RENDERED);
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
    // Instant, even if the theme sets smooth scrolling.
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
