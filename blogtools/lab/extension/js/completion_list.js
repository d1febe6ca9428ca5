// The list of candidates: JupyterLab's, with what each one means beside it.
import { completer } from "./shared.js";

/**
 * A candidate; see `blogtools.live.completion.candidates.Candidate`.
 * @typedef {{label: string, note: string, insert: string}} Candidate
 */
/**
 * The server's answer; see `blogtools.live.completion.candidates.Completion`.
 * @typedef {{start: number, items: Candidate[], is_whole: boolean, by_note: boolean}} Answer
 */
/** @typedef {import("@jupyterlab/completer").CompletionHandler.ICompletionItem} Item */

/** The class of an editor whose candidates are shown. */
export const COMPLETING = "blogtools-completing";
const SHORTEST_WORD = 3; // letters from which notes are searched, as on the server

/**
 * The candidates that match what is typed; none if one of them is typed already, so that Enter ends the line.
 * @param {Answer} answer
 * @param {string} typed
 * @returns {Candidate[]}
 */
export function matching({ items, by_note: isByNote }, typed) {
  const low = typed.trim().toLowerCase();
  if (items.some(({ label, insert }) => (insert || label) === typed)) return [];
  const isIn = (/** @type {string} */ text) => text.toLowerCase().includes(low);
  const found = items.filter(({ label, note }) => isIn(label) || (isByNote && low.length >= SHORTEST_WORD && isIn(note)));
  // Those that begin with it come first; otherwise, the server's order is kept.
  const rank = (/** @type {Candidate} */ { label }) => (label.toLowerCase().startsWith(low) ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other));
}

/**
 * Make a list, hidden at first.
 * @param {() => Candidate[]} shown the candidates to show now
 */
export function makeList(shown) {
  const model = new completer.CompleterModel();
  // JupyterLab would look for the letters anywhere in a word, and so find something in most words of a text.
  model.completionItems = () => shown().map(({ label, note, insert }) => ({ label, insertText: insert || label, documentation: note }));
  const renderer = new completer.Completer.Renderer();
  const make = renderer.createCompletionItemNode.bind(renderer);
  renderer.createCompletionItemNode = (item, types) => {
    const row = make({ ...item, label: "" }, types);
    const cells = row.querySelectorAll(".jp-Completer-match, .jp-Completer-typeExtended");
    cells[0].textContent = item.label;
    cells[1].textContent = item.documentation ?? "";
    cells[1].classList.add("blogtools-completion-note");
    row.title = item.documentation ?? "";
    return row;
  };
  renderer.itemWidthHeuristic = (item) => item.label.length + (item.documentation?.length ?? 0);
  const list = new completer.Completer({ model, renderer });
  list.addClass("blogtools-cell-completion");
  list.hide();
  return { list, model };
}
