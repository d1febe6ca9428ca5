// What the author may want to mend: each with the way to its place, and what a click can do about it.
import { button, element, iconButton, patchList, sentence, setText } from "./dom.js";
import { icons } from "./icons.js";

/** @typedef {import("./facts.js").FindingFact} FindingFact */
/** @typedef {import("./facts.js").Acts} Acts */
/** @typedef {import("./facts.js").Fix} Fix */

/** @type {Record<string, string>} */
const NAMES = { error: "Error", warning: "Warning", note: "Note" };
const MOST = 10; // that are shown at first: what is below them in the panel stays near

export class Findings {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.list = element("ul", { class: "blogtools-list" });
    this.empty = element("p", { class: "blogtools-empty" }, "Nothing to mend.");
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
    patchList(this.list, findings.slice(0, this._most), keyOf, (finding) => row(finding, this.acts));
    const left = findings.length - this._most;
    setText(this.more, `Show ${left} more`);
    this.more.hidden = left <= 0;
    this.list.hidden = !findings.length;
    this.empty.hidden = findings.length > 0;
    // What had the focus was mended: the next one is at hand.
    if (had && !this.list.contains(document.activeElement)) this.list.querySelector("button")?.focus();
  }

  _showAll() {
    const next = this._most;
    this._most = Infinity;
    this.show(this.findings);
    // The button is gone; what it brought takes its focus.
    this.list.children[next]?.querySelector("button")?.focus();
  }
}

/** @param {FindingFact} finding */
function keyOf(finding) {
  return JSON.stringify([finding.slug, finding.severity, finding.where, finding.message]);
}

/**
 * @param {FindingFact} first
 * @param {Acts} acts
 */
function row(first, acts) {
  const name = element("strong", {}, `${NAMES[first.severity] ?? first.severity}:`);
  const message = element("p", {}, name, " ", ...quoted(withSubject(first.message, first.where.cell ? "this cell" : "this post")));
  const hint = element("p", { class: "blogtools-hint" });
  const buttons = element("div", { class: "blogtools-buttons" });
  const below = element("div", { class: "blogtools-below" });
  const node = element("li", { class: "blogtools-item" }, message, hint, buttons, below);
  node.dataset.severity = first.severity;
  let drawn = "";
  /** @param {FindingFact} finding */
  const update = (finding) => {
    const state = JSON.stringify([finding.hint, finding.fixes]);
    if (state === drawn) return;
    drawn = state;
    hint.replaceChildren(...quoted(finding.hint));
    hint.hidden = !finding.hint;
    buttons.replaceChildren(...whereButtons(finding, acts), ...finding.fixes.map((fix) => fixButton(fix, below, acts)));
  };
  update(first);
  return { node, update };
}

/**
 * The way to the place of a finding; of another file, its name.
 * @param {import("./server.js").Finding} finding
 * @param {Acts} acts
 */
export function whereButtons({ where }, acts) {
  const { file, cell, line } = where;
  if (cell && acts.isHere(file ?? "")) {
    const label = line ? `Cell ${cell}, line ${line}` : `Cell ${cell}`;
    const go = button(label, () => acts.jump(cell, line), { class: "blogtools-button" });
    go.setAttribute("aria-label", `Go to ${label.toLowerCase()}`);
    return [go];
  }
  const parts = [acts.isHere(file ?? "") ? "" : file, cell ? `cell ${cell}` : "", line ? `line ${line}` : ""];
  const place = parts.filter((part) => part).join(", ");
  return place ? [element("span", { class: "blogtools-place" }, place)] : [];
}

/**
 * @param {Fix} fix
 * @param {HTMLElement} below where it asks, and says what went wrong
 * @param {Acts} acts
 */
function fixButton(fix, below, acts) {
  const act = () => {
    if (fix.asks === "text") ask(below, fix.label, node, (text) => tryEdit(below, acts, withText(fix.edit, text)));
    else void tryEdit(below, acts, fix.edit);
  };
  const node = button(fix.label, act, { class: "blogtools-button blogtools-accept" });
  return node;
}

/**
 * Make an edit, and say below what went wrong if it cannot be made.
 * @param {HTMLElement} below
 * @param {Acts} acts
 * @param {import("./changes.js").Edit} edit
 * @returns {Promise<boolean>} whether it was made
 */
export async function tryEdit(below, acts, edit) {
  below.querySelector(".blogtools-field-error")?.remove();
  try {
    await acts.edit(edit);
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
 * Ask for a text in a line below a button.
 * @param {HTMLElement} below
 * @param {string} label
 * @param {HTMLElement} asker gets the focus back
 * @param {(text: string) => Promise<boolean>} take gives whether that was all
 * @param {string} [text] to begin with
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
    const said = input.value.trim();
    if (said && (await take(said))) close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  below.replaceChildren(form);
  input.focus();
  input.select();
}

/**
 * Why something cannot be shown, with the way to its place.
 * @param {string} what cannot be
 * @param {import("./server.js").Finding} problem
 * @param {Acts} acts
 */
export function problemNote(what, problem, acts) {
  const message = element("p", {}, element("strong", {}, `${what}:`), " ", ...quoted(withSubject(problem.message, "it")));
  const hint = element("p", { class: "blogtools-hint" }, ...quoted(problem.hint));
  const buttons = element("div", { class: "blogtools-buttons" }, ...whereButtons(problem, acts));
  return element("div", { class: "blogtools-problem", role: "status" }, message, ...(problem.hint ? [hint] : []), buttons);
}

/**
 * Messages may begin with a verb, since on a command line they follow the name of a place.
 * @param {string} message
 * @param {string} subject
 */
function withSubject(message, subject) {
  return /^(is|has) /.test(message) ? `${subject} ${message}` : message;
}

/**
 * A sentence in which `code` stands between backticks.
 * @param {string} text
 */
export function quoted(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}
