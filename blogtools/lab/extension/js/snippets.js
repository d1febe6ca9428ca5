// The snippets of a post with their programs, and a button to name the active cell.
import { apputils } from "./shared.js";
import { button, element, patchList, setText } from "./dom.js";
import { ask, quoted, tryEdit } from "./findings.js";

/** @typedef {import("./facts.js").SnippetFact} SnippetFact */
/** @typedef {import("./facts.js").Actions} Actions */

const CONFIRM_FOR = 1500; // milliseconds for which a button confirms what it did

export class Snippets {
  /**
   * @param {Actions} actions
   * @param {import("@jupyterlab/notebook").NotebookPanel} panel
   */
  constructor(actions, panel) {
    this.actions = actions;
    this.panel = panel;
    /** @type {SnippetFact[]} */
    this.snippets = [];
    this.list = element("ul", { class: "blogtools-list" });
    this.empty = element(
      "p",
      { class: "blogtools-empty" },
      "No snippets. Name a cell to offer it to readers as a complete program.",
    );
    this.name = button("", () => this._ask(), { class: "blogtools-button" });
    this.below = element("div", { class: "blogtools-below" });
    this.node = element("div", {}, this.list, this.empty, element("div", { class: "blogtools-buttons" }, this.name), this.below);
    this.show([]);
  }

  /** @param {SnippetFact[]} snippets */
  show(snippets) {
    this.snippets = snippets;
    patchList(this.list, snippets, ({ name }) => name, (snippet) => row(snippet, this.actions));
    this.list.hidden = !snippets.length;
    this.empty.hidden = snippets.length > 0;
    this.refresh();
  }

  /** Update the button for the active cell. */
  refresh() {
    const { activeCell, activeCellIndex } = this.panel.content;
    const isCode = activeCell?.model.type === "code";
    const known = this._known();
    this.name.disabled = !isCode;
    setText(this.name, isCode ? `${known ? "Rename" : "Name"} cell ${activeCellIndex + 1} …` : "Name the active cell …");
    this.name.title = isCode ? "" : "The active cell is not a code cell";
  }

  _known() {
    const number = this.panel.content.activeCellIndex + 1;
    return this.snippets.find(({ cell }) => cell === number);
  }

  _ask() {
    const cell = this.panel.content.activeCellIndex + 1;
    const name = this._known()?.name ?? "";
    const take = (/** @type {string} */ value) =>
      tryEdit(this.below, this.actions, { kind: "option", cell, option: "snippet", value });
    ask(this.below, `Name of cell ${cell}`, this.name, take, name);
  }
}

/**
 * @param {SnippetFact} first
 * @param {Actions} actions
 */
function row(first, actions) {
  let snippet = first;
  const name = element("strong", {}, first.name);
  const go = button("", () => actions.jump(snippet.cell), { class: "blogtools-button" });
  const copy = button("Copy", () => {
    apputils.Clipboard.copyToSystem(snippet.program);
    setText(copy, "Copied");
    window.setTimeout(() => setText(copy, "Copy"), CONFIRM_FOR);
  }, { class: "blogtools-button", "aria-live": "polite" });
  copy.title = "Copy the whole program";
  const needs = element("p", { class: "blogtools-hint" });
  const notes = element("ul", { class: "blogtools-notes" });
  const program = element("pre", {}, "");
  const details = element("details", {}, element("summary", {}, "Whole program"), program);
  const buttons = element("div", { class: "blogtools-buttons" }, go, copy);
  const node = element("li", { class: "blogtools-item" }, element("p", {}, name), needs, notes, buttons, details);
  let shown = "";
  /** @param {SnippetFact} now */
  const update = (now) => {
    snippet = now;
    const state = JSON.stringify(now);
    if (state === shown) return;
    shown = state;
    setText(go, `Cell ${now.cell}`);
    go.setAttribute("aria-label", `Go to cell ${now.cell}`);
    setText(needs, now.dependencies.length ? `Needs ${now.dependencies.join(", ")}` : "");
    needs.hidden = !now.dependencies.length;
    notes.replaceChildren(...now.notes.map((note) => element("li", {}, ...quoted(note))));
    notes.hidden = !now.notes.length;
    setText(program, now.program.trimEnd());
  };
  update(first);
  return { node, update };
}
