// Cells as readers see them: badges, and commands that change visibility, captions and names.
import { makeEdit } from "./changes.js";
import { openPost } from "./post.js";
import { notifyRefusal } from "./progress.js";
import { wordsOf } from "./server.js";
import { TextsDialog } from "./texts_dialog.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./changes.js").Edit} Edit */
/** @typedef {"cell" | "source" | "output"} Part */
/** @typedef {"show" | "fold" | "remove"} Value */
/**
 * A cell; see `blogtools.live.cells.CellFact`.
 * @typedef {{hidden: Partial<Record<Part, Value>>, options: Record<string, any>,
 *   images: {url: string, alt: string, line: number}[]}} CellFact
 */

const SHORTEST_WAIT = 400; // milliseconds between two refreshes
const AFTER_FAILURE = 10_000; // milliseconds until the next refresh after a failed one
const PARTS = { cell: "", source: "input ", output: "output " };
const STATES = { show: "shown", fold: "folded", remove: "hidden" };
const MEANINGS = { fold: "Readers can unfold it.", remove: "It is not published." };

/** Badges at the cells that readers do not see in full. */
export class CellBadges {
  /**
   * @param {NotebookPanel} panel
   * @param {boolean} isShown whether badges are shown; the facts are fetched either way
   */
  constructor(panel, isShown) {
    this.panel = panel;
    this.post = openPost(panel);
    this.isShown = isShown;
    /** Cell number to facts. @type {Record<string, CellFact>} */
    this.facts = {};
    this._timer = 0;
    this._notBefore = 0;
    /** Serializes refreshes, so that the newest one is shown last. */
    this._refreshed = Promise.resolve();
    this.post.edited.connect(this._soon, this);
    panel.disposed.connect(this.dispose, this);
    this._soon();
  }

  dispose() {
    window.clearTimeout(this._timer);
    this.post.edited.disconnect(this._soon, this);
  }

  /** @param {boolean} isShown */
  toggle(isShown) {
    this.isShown = isShown;
    this._show();
    this._soon();
  }

  /** Facts of the active cell, if they are known. @returns {CellFact | undefined} */
  get active() {
    return this.facts[this.panel.content.activeCellIndex + 1];
  }

  /** Fetch the facts of the current cells and show the badges. */
  refresh() {
    window.clearTimeout(this._timer);
    this._timer = 0;
    this._notBefore = performance.now() + SHORTEST_WAIT;
    this._refreshed = this._refreshed.then(() => this._refresh());
    return this._refreshed;
  }

  async _refresh() {
    if (this.panel.isDisposed || !this.panel.content.model) return;
    try {
      this.facts = await this.post.ask("cells", {}, false);
    } catch {
      this._notBefore = performance.now() + AFTER_FAILURE;
      return; // The preview and the panel report the error; the badges stay as they are.
    }
    this._show();
  }

  /** Refresh at once after the first change; further changes are batched. */
  _soon() {
    if (this.isShown) this._timer ||= window.setTimeout(() => this.refresh(), Math.max(0, this._notBefore - performance.now()));
  }

  _show() {
    if (this.panel.isDisposed) return;
    this.panel.content.widgets.forEach((cell, index) => {
      const fact = this.isShown && this.facts[index + 1];
      const words = fact ? badgeWords(fact) : [];
      const text = words.map(([label]) => label).join(" · ");
      /** @type {HTMLElement | null} */
      let badge = cell.node.querySelector(":scope > .blogtools-badge");
      if (!text) return badge?.remove();
      if (!badge) {
        badge = document.createElement("span");
        badge.className = "blogtools-badge";
        cell.node.append(badge);
      }
      if (badge.textContent !== text) badge.textContent = text;
      badge.title = words.map(([label, meaning]) => `${label}: ${meaning}`).join("\n");
    });
  }
}

/**
 * @param {CellFact} fact
 * @returns {[string, string][]} labels of a badge with their meanings
 */
function badgeWords(fact) {
  const hidden = /** @type {[Part, "fold" | "remove"][]} */ (Object.entries(fact.hidden));
  /** @type {[string, string][]} */
  const words = hidden.map(([part, value]) => [`${PARTS[part]}${STATES[value]}`, MEANINGS[value]]);
  if (fact.options.snippet) words.push([`snippet ${fact.options.snippet}`, "Readers can copy or download it as a program."]);
  return words;
}

/**
 * Apply edits to a cell; errors are shown as notifications.
 * @param {NotebookPanel} panel
 * @param {Edit[]} edits
 */
export async function changeCell(panel, edits) {
  try {
    await makeEdits(panel, edits);
  } catch (error) {
    notifyRefusal(wordsOf(error));
  }
}

/**
 * @param {NotebookPanel} panel
 * @param {Edit[]} edits
 */
async function makeEdits(panel, edits) {
  for (const edit of edits) await makeEdit(openPost(panel), edit);
}

const UNKNOWN = "The server has not read this cell yet; try again in a moment.";
const ALT_HINT = "Describes the image for people who cannot see it.";

/**
 * Ask for the caption and the alternative text of the active cell.
 * @param {CellBadges} badges
 */
export async function describeCell(badges) {
  await badges.refresh();
  const { panel, active } = badges;
  const cell = panel.content.activeCellIndex + 1;
  if (!active) return notifyRefusal(UNKNOWN);
  if (panel.content.activeCell?.model.type === "markdown") {
    await describeImages(panel, cell, active.images);
    return;
  }
  const names = /** @type {const} */ (["caption", "alt"]);
  const before = names.map((name) => active.options[name] ?? "");
  const inputs = [
    { label: "Caption", value: before[0], hint: "Markdown, shown below the figure or table." },
    { label: "Alternative text", value: before[1], hint: ALT_HINT },
  ];
  const dialog = new TextsDialog("Caption and Alternative Text", inputs, async (texts) => {
    const changed = names.filter((_, index) => texts[index] !== before[index]);
    const edits = changed.map((option) => {
      return /** @type {Edit} */ ({ kind: "option", cell, option, value: texts[names.indexOf(option)] || null });
    });
    await makeEdits(panel, edits);
  });
  await dialog.launch();
}

/**
 * @param {NotebookPanel} panel
 * @param {number} cell
 * @param {CellFact["images"]} images
 */
async function describeImages(panel, cell, images) {
  if (!images.length) {
    notifyRefusal("This cell has no images.", "info");
    return;
  }
  const inputs = images.map(({ url, alt }) => ({ label: url, value: alt, hint: ALT_HINT }));
  const dialog = new TextsDialog("Alternative Text", inputs, async (texts) => {
    const edits = texts.flatMap((text, image) =>
      text === images[image].alt ? [] : [/** @type {Edit} */ ({ kind: "alt", cell, image, text })],
    );
    await makeEdits(panel, edits);
  });
  await dialog.launch();
}

/**
 * Ask for the name of the active cell as a snippet.
 * @param {CellBadges} badges
 */
export async function nameCell(badges) {
  await badges.refresh();
  const { panel, active } = badges;
  const cell = panel.content.activeCellIndex + 1;
  if (!active) return notifyRefusal(UNKNOWN);
  const before = active.options.snippet ?? "";
  const hint = "Words joined by hyphens, such as monthly-totals. Leave it empty to remove the name.";
  const dialog = new TextsDialog("Name as Snippet", [{ label: "Name", value: before, hint, isName: true }], async ([name]) => {
    if (name !== before) await makeEdits(panel, [{ kind: "option", cell, option: "snippet", value: name || null }]);
  });
  await dialog.launch();
}
