// Cells, as readers will see them: what stands at each, and what an author can change about it.
import { apputils, widgets } from "./shared.js";
import { makeEdit } from "./changes.js";
import { field } from "./dialog_parts.js";
import { element } from "./dom.js";
import { openPost } from "./post.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./changes.js").Edit} Edit */
/** @typedef {"cell" | "source" | "output"} Part */
/** @typedef {"show" | "fold" | "remove"} Value */
/**
 * A cell; see `blogtools.live.cells.CellFact`.
 * @typedef {{hidden: Partial<Record<Part, Value>>, options: Record<string, any>,
 *   images: {url: string, alt: string, line: number}[]}} CellFact
 */

const SHORTEST_WAIT = 400; // milliseconds from one look at the cells to the next
const AFTER_FAILURE = 10_000; // milliseconds, where the server did not tell
const PARTS = { cell: "", source: "input ", output: "output " };
const STATES = { show: "shown", fold: "folded", remove: "hidden" };
const MEANINGS = { fold: "Readers can open it.", remove: "Readers do not get it." };

/** What readers see of the cells of a notebook, as badges at those of which they do not see all at once. */
export class CellBadges {
  /**
   * @param {NotebookPanel} panel
   * @param {boolean} isShown whether there are badges; what they would say is known all the same
   */
  constructor(panel, isShown) {
    this.panel = panel;
    this.post = openPost(panel);
    this.isShown = isShown;
    /** By number of a cell. @type {Record<string, CellFact>} */
    this.facts = {};
    this._timer = 0;
    this._notBefore = 0;
    /** What was begun is ended before the next look, so that the newest one is shown last. */
    this._looked = Promise.resolve();
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

  /** The active cell, as far as it is known. @returns {CellFact | undefined} */
  get active() {
    return this.facts[this.panel.content.activeCellIndex + 1];
  }

  /** Look at the cells as they stand. */
  look() {
    window.clearTimeout(this._timer);
    this._timer = 0;
    this._notBefore = performance.now() + SHORTEST_WAIT;
    this._looked = this._looked.then(() => this._look());
    return this._looked;
  }

  async _look() {
    if (this.panel.isDisposed || !this.panel.content.model) return;
    try {
      this.facts = await this.post.ask("cells", {}, false);
    } catch {
      this._notBefore = performance.now() + AFTER_FAILURE;
      return; // The preview and the panel tell what is wrong; badges only stay as they were.
    }
    this._show();
  }

  /** The first change is seen at once; those that follow it, together. */
  _soon() {
    if (this.isShown) this._timer ||= window.setTimeout(() => this.look(), Math.max(0, this._notBefore - performance.now()));
  }

  _show() {
    if (this.panel.isDisposed) return;
    this.panel.content.widgets.forEach((cell, index) => {
      const fact = this.isShown && this.facts[index + 1];
      const words = fact ? badgeWords(fact) : [];
      const text = words.map(([said]) => said).join(" · ");
      /** @type {HTMLElement | null} */
      let badge = cell.node.querySelector(":scope > .blogtools-badge");
      if (!text) return badge?.remove();
      if (!badge) {
        badge = document.createElement("span");
        badge.className = "blogtools-badge";
        cell.node.append(badge);
      }
      if (badge.textContent !== text) badge.textContent = text;
      badge.title = words.map(([said, meaning]) => `${said}: ${meaning}`).join("\n");
    });
  }
}

/**
 * @param {CellFact} fact
 * @returns {[string, string][]} what a badge says, and what that means
 */
function badgeWords(fact) {
  const hidden = /** @type {[Part, "fold" | "remove"][]} */ (Object.entries(fact.hidden));
  /** @type {[string, string][]} */
  const words = hidden.map(([part, value]) => [`${PARTS[part]}${STATES[value]}`, MEANINGS[value]]);
  if (fact.options.snippet) words.push([`snippet ${fact.options.snippet}`, "Readers can take it along as a program."]);
  return words;
}

/**
 * Change something about the active cell; what cannot be is told.
 * @param {NotebookPanel} panel
 * @param {Edit[]} edits
 */
export async function changeCell(panel, edits) {
  try {
    for (const edit of edits) await makeEdit(openPost(panel), edit);
  } catch (error) {
    apputils.Notification.error(/** @type {Error} */ (error).message);
  }
}

/** @typedef {{label: string, value: string, hint: string, isName?: boolean}} Asked a text; a name has one line */

/** Texts to fill in, a field for each. */
class Texts extends widgets.Widget {
  /** @param {Asked[]} asked */
  constructor(asked) {
    super();
    this.addClass("blogtools-dialog-form");
    this.inputs = asked.map(({ value, isName }) =>
      isName ? element("input", { type: "text", value }) : element("textarea", { rows: "3" }, value),
    );
    asked.forEach(({ label, hint }, index) => {
      this.node.append(field(label, this.inputs[index], element("small", {}, hint)));
    });
  }

  getValue() {
    return this.inputs.map((input) => input.value.trim());
  }
}

/**
 * Ask for texts.
 * @param {string} title
 * @param {Asked[]} asked
 * @returns {Promise<string[] | null>} nothing if the author wants no change
 */
async function askTexts(title, asked) {
  const dialog = new apputils.Dialog({
    title,
    body: new Texts(asked),
    focusNodeSelector: "input, textarea",
    buttons: [apputils.Dialog.cancelButton(), apputils.Dialog.okButton({ label: "Save" })],
  });
  dialog.addClass("blogtools-dialog");
  const result = await dialog.launch();
  return result.button.accept ? /** @type {string[]} */ (result.value) : null;
}

const SAY_WHAT_IT_SHOWS = "What it shows, for those who cannot see it.";

/**
 * Ask for the caption and the alternative text of what the active cell shows.
 * @param {CellBadges} badges
 */
export async function describeCell(badges) {
  await badges.look();
  const { panel, active } = badges;
  const cell = panel.content.activeCellIndex + 1;
  if (!active) return;
  if (panel.content.activeCell?.model.type === "markdown") {
    await describeImages(panel, cell, active.images);
    return;
  }
  const names = /** @type {const} */ (["caption", "alt"]);
  const said = names.map((name) => active.options[name] ?? "");
  const texts = await askTexts("Caption and Alternative Text", [
    { label: "Caption", value: said[0], hint: "Markdown, below the figure or table." },
    { label: "Alternative text", value: said[1], hint: SAY_WHAT_IT_SHOWS },
  ]);
  if (!texts) return;
  const changed = names.filter((_, index) => texts[index] !== said[index]);
  await changeCell(
    panel,
    changed.map((option) => ({ kind: "option", cell, option, value: texts[names.indexOf(option)] || null })),
  );
}

/**
 * @param {NotebookPanel} panel
 * @param {number} cell
 * @param {CellFact["images"]} images
 */
async function describeImages(panel, cell, images) {
  if (!images.length) {
    apputils.Notification.info("This cell shows no image.");
    return;
  }
  const asked = images.map(({ url, alt }) => ({ label: url, value: alt, hint: SAY_WHAT_IT_SHOWS }));
  const texts = await askTexts("Alternative Text", asked);
  if (!texts) return;
  const edits = texts.flatMap((text, image) =>
    text === images[image].alt ? [] : [/** @type {Edit} */ ({ kind: "alt", cell, image, text })],
  );
  await changeCell(panel, edits);
}

/**
 * Ask for the name under which readers can take the active cell along.
 * @param {CellBadges} badges
 */
export async function nameCell(badges) {
  await badges.look();
  const { panel, active } = badges;
  const cell = panel.content.activeCellIndex + 1;
  if (!active) return;
  const said = active.options.snippet ?? "";
  const hint = "One word or several with hyphens, such as monthly-totals; empty takes the name away.";
  const texts = await askTexts("Name as Snippet", [{ label: "Name", value: said, hint, isName: true }]);
  if (texts && texts[0] !== said) {
    await changeCell(panel, [{ kind: "option", cell, option: "snippet", value: texts[0] || null }]);
  }
}
