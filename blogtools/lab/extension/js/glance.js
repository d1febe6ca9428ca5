// Status of the post: its length, whether its code has run, whether the published page is up to date, its address.
import { button, element, patchList } from "./dom.js";

/** @typedef {import("./facts.js").Facts} Facts */
/** @typedef {import("./facts.js").Actions} Actions */
/**
 * A line; with `asks`, the author can have it looked up again.
 * @typedef {{label: string, cells: number[], words: string, asks?: boolean}} Line
 */

const MOST_CELLS = 6; // listed by number; longer lists are of no use

export class Status {
  /**
   * @param {Actions} actions
   * @param {import("@jupyterlab/notebook").NotebookPanel} panel
   */
  constructor(actions, panel) {
    this.actions = actions;
    this.panel = panel;
    /** @type {Facts | null} */
    this.facts = null;
    this.node = element("dl", { class: "blogtools-status" });
  }

  /** @param {Facts} facts */
  show(facts) {
    this.facts = facts;
    this.refresh();
  }

  /** Update the display after a cell has run or was edited. */
  refresh() {
    if (!this.facts) return;
    const lines = [length(this.facts), ...this._code(this.facts), ...pages(this.facts), address(this.facts)];
    patchList(
      this.node,
      lines.filter((line) => line.words),
      ({ label }) => label,
      (line) => row(line, this.actions),
    );
  }

  /**
   * @param {Facts} facts
   * @returns {Line[]}
   */
  _code({ freshness }) {
    const edited = [];
    for (const [index, cell] of [...(this.panel.content.model?.cells ?? [])].entries()) {
      const { isDirty } = /** @type {import("@jupyterlab/cells").ICodeCellModel} */ (cell);
      if (cell.type === "code" && isDirty && !freshness.not_run.includes(index + 1)) edited.push(index + 1);
    }
    const { code, not_run, out_of_order } = freshness;
    if (!code) return [];
    const parts = [];
    if (not_run.length === code) parts.push("No cell has been run");
    else if (not_run.length) parts.push(`${named(not_run)} not run`);
    if (edited.length) parts.push(`${named(edited)} edited since ${edited.length === 1 ? "it" : "they"} ran`);
    if (out_of_order.length) parts.push(`${named(out_of_order)} run before a cell above`);
    const cells = [...(not_run.length === code ? [] : not_run), ...edited, ...out_of_order];
    const words = parts.length ? `${parts.join(". ")}.` : code === 1 ? "The code cell has run." : `All ${code} cells have run, in order.`;
    return [{ label: "Code", words, cells: [...new Set(cells)].sort((one, other) => one - other) }];
  }
}

/**
 * @param {Facts} facts
 * @returns {Line}
 */
function length({ words, minutes }) {
  if (!words) return { label: "Length", words: "No words yet.", cells: [] };
  const time = minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
  return { label: "Length", words: `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}, ${time} to read.`, cells: [] };
}

const NO_BLOG = "This notebook is in no blog. A folder with a file blogtools.toml is one.";
const OUTSIDE = "The blog does not include this notebook, by its folder or by its name.";
const BY_PUSH = "A workflow publishes what you push; what readers have is not known here.";
const NOWHERE = "The blog has no place to publish to yet.";

/**
 * @param {Facts} facts
 * @returns {Line[]} what is built here, and what readers have
 */
function pages({ freshness, form }) {
  const { membership, built, published, goal, note, by_push } = freshness;
  if (membership !== "blog") return [{ label: "Published", words: membership === "none" ? NO_BLOG : OUTSIDE, cells: [] }];
  const isDraft = form?.fields.draft === true;
  const here = {
    unknown: "",
    never: isDraft ? "No, it is a draft." : "Not yet.",
    same: "Yes, and up to date.",
    older: isDraft ? "Yes, although it is a draft now." : "Yes, but the page has changed since.",
  };
  const where = goal && `${goal}${note ? `; ${note}` : ""}`;
  const readers = {
    unknown: built === "unknown" ? "" : by_push ? BY_PUSH : NOWHERE,
    never: isDraft ? "No, it is a draft." : `Not yet at this address (${where}).`,
    same: `Yes, and up to date (${where}).`,
    older: isDraft ? `Yes, although it is a draft now (${where}).` : `Yes, but the page has changed since (${where}).`,
  };
  return [
    { label: "Built here", words: here[built], cells: [] },
    { label: "Published", words: readers[published], cells: [], asks: Boolean(note) },
  ];
}

/**
 * @param {Facts} facts
 * @returns {Line}
 */
function address(facts) {
  return { label: "Address", words: facts.address || `/${facts.path.replace(/index\.html$/, "")}`, cells: [] };
}

/** @param {number[]} cells */
function named(cells) {
  const last = cells[cells.length - 1];
  if (cells.length === 1) return `Cell ${last} was`;
  if (cells.length > MOST_CELLS) return `${cells.length} cells were`;
  return `Cells ${cells.slice(0, -1).join(", ")} and ${last} were`;
}

/**
 * @param {Line} first
 * @param {Actions} actions
 */
function row(first, actions) {
  const words = element("span");
  const cells = element("span", { class: "blogtools-buttons" });
  const look = button("Look again", () => void actions.look(), { class: "blogtools-button" });
  const node = element("div", {}, element("dt", {}, first.label), element("dd", {}, words, cells, look));
  let numbers = "";
  /** @param {Line} line */
  const update = (line) => {
    if (words.textContent !== line.words) words.replaceChildren(...breakable(line.words));
    look.hidden = !line.asks;
    const shown = line.cells.slice(0, MOST_CELLS);
    if (shown.join() === numbers) return;
    numbers = shown.join();
    cells.replaceChildren(
      ...shown.map((cell) => {
        const go = button(`Cell ${cell}`, () => actions.jump(cell), { class: "blogtools-button" });
        go.setAttribute("aria-label", `Go to cell ${cell}`);
        return go;
      }),
    );
  };
  update(first);
  return { node, update };
}

/**
 * A text that may break after slashes.
 * @param {string} text
 */
function breakable(text) {
  return text.split(/(?<=\/)/).flatMap((part) => [part, document.createElement("wbr")]);
}
