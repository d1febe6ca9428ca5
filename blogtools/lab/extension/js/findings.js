// Findings, each with a link to its place and one-click fixes.
import { button, element, iconButton, patchList, sentence, setText } from "./dom.js";
import { icons } from "./icons.js";

/** @typedef {import("./facts.js").FindingFact} FindingFact */
/** @typedef {import("./facts.js").Actions} Actions */
/** @typedef {import("./facts.js").Fix} Fix */

/** @type {Record<string, string>} */
const NAMES = { error: "Error", warning: "Warning", note: "Note" };
const MOST = 10; // shown at first, so that the sections below stay within reach

export class Findings {
  /** @param {Actions} actions */
  constructor(actions) {
    this.actions = actions;
    this.list = element("ul", { class: "blogtools-list" });
    this.empty = element("p", { class: "blogtools-empty" }, "No findings.");
    this.more = button("", () => this._showAll(), { class: "blogtools-button" });
    this.list.hidden = this.empty.hidden = this.more.hidden = true;
    this.node = element("div", {}, this.list, element("div", { class: "blogtools-buttons" }, this.more), this.empty);
    /** @type {FindingFact[]} */
    this.findings = [];
    this._most = MOST;
  }

  /** @param {FindingFact[]} findings */
  show(findings) {
    this.findings = findings;
    const had = this.list.contains(document.activeElement);
    patchList(this.list, findings.slice(0, this._most), keyOf, (finding) => row(finding, this.actions));
    const left = findings.length - this._most;
    setText(this.more, `Show ${left} more`);
    this.more.hidden = left <= 0;
    this.list.hidden = !findings.length;
    this.empty.hidden = findings.length > 0;
    // The focused finding was fixed: move the focus to the next one.
    if (had && !this.list.contains(document.activeElement)) this.list.querySelector("button")?.focus();
  }

  _showAll() {
    const next = this._most;
    this._most = Infinity;
    this.show(this.findings);
    // The button is gone: move the focus to the first finding it revealed.
    this.list.children[next]?.querySelector("button")?.focus();
  }
}

/** @param {FindingFact} finding */
function keyOf(finding) {
  return JSON.stringify([finding.slug, finding.severity, finding.where, finding.message]);
}

/**
 * @param {FindingFact} first
 * @param {Actions} actions
 */
function row(first, actions) {
  const name = element("strong", {}, `${NAMES[first.severity] ?? first.severity}:`);
  const message = element("p", {}, name, " ", ...quoted(withSubject(first.message, first.where.cell ? "this cell" : "this post")));
  const hint = element("p", { class: "blogtools-hint" });
  const buttons = element("div", { class: "blogtools-buttons" });
  const below = element("div", { class: "blogtools-below" });
  const node = element("li", { class: "blogtools-item" }, message, hint, buttons, below);
  node.dataset.severity = first.severity;
  let shown = "";
  /** @param {FindingFact} finding */
  const update = (finding) => {
    const state = JSON.stringify([finding.hint, finding.fixes]);
    if (state === shown) return;
    shown = state;
    hint.replaceChildren(...quoted(finding.hint));
    hint.hidden = !finding.hint;
    buttons.replaceChildren(...whereButtons(finding, actions), ...finding.fixes.map((fix) => fixButton(fix, below, actions)));
  };
  update(first);
  return { node, update };
}

/**
 * A link to the place of a finding, or the name of the place if it is in another file.
 * @param {import("./server.js").Finding} finding
 * @param {Actions} actions
 */
export function whereButtons({ where }, actions) {
  const { file, cell, line } = where;
  if (cell && actions.isHere(file ?? "")) {
    const label = line ? `Cell ${cell}, line ${line}` : `Cell ${cell}`;
    const go = button(label, () => actions.jump(cell, line), { class: "blogtools-button" });
    go.setAttribute("aria-label", `Go to ${label.toLowerCase()}`);
    return [go];
  }
  const parts = [actions.isHere(file ?? "") ? "" : file, cell ? `cell ${cell}` : "", line ? `line ${line}` : ""];
  const place = parts.filter((part) => part).join(", ");
  return place ? [element("span", { class: "blogtools-place" }, place)] : [];
}

/**
 * @param {Fix} fix
 * @param {HTMLElement} below place for its input and error message
 * @param {Actions} actions
 */
function fixButton(fix, below, actions) {
  const act = () => {
    /** @param {string} text */
    const take = (text) => tryEdit(below, actions, withText(fix.edit, text));
    if (fix.asks === "text") ask(below, fix.label, node, take, draftOf(fix.edit));
    else void tryEdit(below, actions, fix.edit);
  };
  const node = button(fix.label, act, { class: "blogtools-button blogtools-accept" });
  return node;
}

/**
 * Apply an edit; if that fails, show the error below.
 * @param {HTMLElement} below
 * @param {Actions} actions
 * @param {import("./changes.js").Edit} edit
 * @returns {Promise<boolean>} whether it was applied
 */
export async function tryEdit(below, actions, edit) {
  below.querySelector(".blogtools-field-error")?.remove();
  try {
    await actions.edit(edit);
    return true;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    below.append(element("p", { class: "blogtools-field-error", role: "alert" }, sentence(words)));
    return false;
  }
}

/**
 * @param {import("./changes.js").Edit} edit
 * @param {string} text
 * @returns {import("./changes.js").Edit}
 */
function withText(edit, text) {
  return edit.kind === "alt" ? { ...edit, text } : { .../** @type {any} */ (edit), value: text };
}

/**
 * The text that an edit comes with, for the author to change; often there is none.
 * @param {import("./changes.js").Edit} edit
 * @returns {string}
 */
function draftOf(edit) {
  const { text, value } = /** @type {any} */ (edit);
  return text || value || "";
}

/**
 * Ask for a text in an input below a button.
 * @param {HTMLElement} below
 * @param {string} label
 * @param {HTMLElement} asker gets the focus back
 * @param {(text: string) => Promise<boolean>} take resolves to true if the input can be closed
 * @param {string} [text] initial text
 */
export function ask(below, label, asker, take, text = "") {
  const input = element("input", { type: "text", "aria-label": label, value: text });
  const close = () => {
    below.replaceChildren();
    asker.focus();
  };
  const form = element(
    "form",
    { class: "blogtools-ask" },
    input,
    element("button", { type: "submit", class: "blogtools-button blogtools-accept" }, "Save"),
    iconButton(icons.remove, "Cancel", close),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const value = input.value.trim();
    if (value && (await take(value))) close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  below.replaceChildren(form);
  input.focus();
  input.select();
}

/**
 * A note why something cannot be shown, with a link to the place of the problem.
 * @param {string} what cannot be shown
 * @param {import("./server.js").Finding} problem
 * @param {Actions} actions
 */
export function problemNote(what, problem, actions) {
  const message = element("p", {}, element("strong", {}, `${what}:`), " ", ...quoted(withSubject(problem.message, "it")));
  const hint = element("p", { class: "blogtools-hint" }, ...quoted(problem.hint));
  const buttons = element("div", { class: "blogtools-buttons" }, ...whereButtons(problem, actions));
  return element("div", { class: "blogtools-problem", role: "status" }, message, ...(problem.hint ? [hint] : []), buttons);
}

/**
 * Prepend a subject to messages that start with a verb, because the command line prints them after a place.
 * @param {string} message
 * @param {string} subject
 */
function withSubject(message, subject) {
  return /^(is|has) /.test(message) ? `${subject} ${message}` : message;
}

/**
 * Turn backticks in a text into `<code>` elements.
 * @param {string} text
 */
export function quoted(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}
