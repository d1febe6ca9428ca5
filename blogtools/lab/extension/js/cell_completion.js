// Completion in cells: follows the active cell, and asks the server what can be written at the cursor.
import { makeList, matching, COMPLETING } from "./completion_list.js";
import { openPost } from "./post.js";
import { widgets } from "./shared.js";

/** @typedef {import("@jupyterlab/cells").Cell} Cell */
/** @typedef {import("@jupyterlab/codeeditor").CodeEditor.IEditor} IEditor */
/** @typedef {import("./completion_list.js").Answer} Answer */

const ACTIVE = "jp-mod-completer-active"; // by which JupyterLab knows that Enter and Escape are for the list
const FARTHEST = 1000; // characters in front of the cursor that are looked at, as on the server
const AFTER_FAILURE = 10_000; // milliseconds until the server is asked again after it failed
/** The ends of lines after which there may be something to complete; the server decides. */
const BEGUN = {
  code: /^\s*(#|\/\/|--|%)\s?\|/,
  markdown: /@[^\s@]*$|\]\([^()\s]*$|\}`[^`]*$|[\w)]:`[^`]*$|<#\S*$|^[\s>]*(`{3,}|:{3,})\s*\{[\w:-]*$/,
  metadata: /^[ \t]*(- )?["']?[\w-]+$|[:=-][ \t]/,
};

/** Offers what the server knows while somebody types in a cell. */
export class CellCompletion {
  /** @param {import("@jupyterlab/notebook").INotebookTracker} tracker */
  constructor(tracker) {
    this.tracker = tracker;
    this.isOn = true;
    /** @type {Answer} */
    this.answer = { start: 0, items: [], is_whole: true, by_note: false };
    const { list, model } = makeList(() => (this.typed === null ? [] : matching(this.answer, this.typed)));
    this.list = list;
    this.model = model;
    /** The editor that is followed. @type {IEditor | null} */
    this.editor = null;
    /** @type {Cell | null} */
    this._cell = null;
    this._isAsking = false;
    this._isStale = false; // something was typed since the server was asked
    this._isChosen = false; // the next change is what was chosen
    this._notBefore = 0;
    this._blurred = () => this.model.reset(true);
    widgets.Widget.attach(list, document.body);
    list.selected.connect(this._choose, this);
    list.visibilityChanged.connect(this._showState, this);
    tracker.activeCellChanged.connect(this._follow, this);
    void this._follow();
  }

  /** @param {boolean} isOn */
  turn(isOn) {
    this.isOn = isOn;
    if (!isOn) this.model.reset(true);
  }

  /** What is typed of the word that the list completes; null if it completes none. */
  get typed() {
    const { original, current, cursor } = this.model;
    if (!original || !current || !cursor) return null;
    return current.text.slice(cursor.start, cursor.end + current.text.length - original.text.length);
  }

  /** The text and the place of the cursor, as JupyterLab's list wants them. */
  get _state() {
    const { line, column } = /** @type {IEditor} */ (this.editor).getCursorPosition();
    return { text: /** @type {IEditor} */ (this.editor).model.sharedModel.getSource(), line, column };
  }

  get _offset() {
    return this.editor?.getOffsetAt(this.editor.getCursorPosition()) ?? 0;
  }

  async _follow() {
    const cell = this.tracker.activeCell;
    this._leave();
    this._cell = cell;
    await cell?.ready;
    const editor = cell?.editor;
    if (this._cell !== cell || this.editor || !editor || editor.isDisposed) return;
    this.editor = editor;
    this.list.editor = editor;
    editor.model.sharedModel.changed.connect(this._textChanged, this);
    editor.model.selections.changed.connect(this._cursorMoved, this);
    editor.host.addEventListener("focusout", this._blurred);
  }

  _leave() {
    const editor = this.editor;
    this.editor = null;
    this.list.reset();
    this.list.editor = null;
    if (!editor || editor.isDisposed) return;
    if (editor.host.classList.contains(COMPLETING)) editor.host.classList.remove(COMPLETING, ACTIVE);
    editor.model.sharedModel.changed.disconnect(this._textChanged, this);
    editor.model.selections.changed.disconnect(this._cursorMoved, this);
    editor.host.removeEventListener("focusout", this._blurred);
  }

  /**
   * @param {unknown} _
   * @param {{sourceChange?: unknown}} change
   */
  _textChanged(_, change) {
    const isChosen = this._isChosen;
    // Others who write in the same cell, and forms, have lists of their own.
    if (!change.sourceChange || !this.isOn || !this.editor?.hasFocus()) return;
    // A microtask, since the cursor may still be where it was.
    queueMicrotask(() => {
      if (!this.editor || this.editor.isDisposed) return;
      if (this.model.original) this.model.handleTextChange(this._state);
      if (isChosen) return;
      this._isStale = true;
      if (this.list.isHidden || !this.model.original || !this.answer.is_whole) void this._ask();
    });
  }

  _cursorMoved() {
    queueMicrotask(() => {
      const { original, current, cursor } = this.model;
      if (!this.editor || this.editor.isDisposed || !original || !current || !cursor) return;
      const text = this.editor.model.sharedModel.getSource();
      if (this._offset !== cursor.end + text.length - original.text.length) this.model.reset(true);
    });
  }

  /** Ask the server, one request at a time; what comes too late is asked anew. */
  async _ask() {
    const panel = this.tracker.currentWidget;
    const { editor, _cell: cell } = this;
    if (this._isAsking || !editor || !cell || !panel || performance.now() < this._notBefore) return;
    const state = this._state;
    const end = this._offset;
    this._isStale = false;
    if (!mayComplete(cell.model.type, state.text, end)) return;
    this._isAsking = true;
    /** @type {Answer | null} */
    let answer = null;
    try {
      answer = await openPost(panel).ask("complete", { cell: cell.model.id, offset: [...state.text.slice(0, end)].length }, false);
    } catch {
      this._notBefore = performance.now() + AFTER_FAILURE; // The preview and the panel report it.
    } finally {
      this._isAsking = false;
    }
    if (this.editor !== editor || editor.isDisposed) return;
    if (this._isStale) void this._ask();
    else if (answer && this._offset === end && editor.hasFocus()) this._show(answer, state, end);
  }

  /**
   * @param {Answer} answer
   * @param {import("@jupyterlab/completer").Completer.ITextState} state
   * @param {number} end
   */
  _show(answer, state, end) {
    this.answer = answer;
    this.model.reset(true);
    if (!answer.items.length) return;
    this.model.original = state;
    this.model.cursor = { start: [...state.text].slice(0, answer.start).join("").length, end };
    this.list.update();
  }

  /**
   * @param {unknown} _
   * @param {string} value
   */
  _choose(_, value) {
    const patch = this.model.createPatch(value);
    if (!this.editor || !patch) return;
    if (!this.model.subsetMatch) {
      // At once, so that the next Enter is one; JupyterLab hides it with the next frame.
      this.list.hide();
      this._showState();
    }
    // After a key, its values are next; after anything else, the author's words.
    this._isChosen = !value.endsWith(" ");
    this.editor.model.sharedModel.updateSource(patch.start, patch.end, patch.value);
    this._isChosen = false;
    const place = this.editor.getPositionAt(patch.start + patch.value.length);
    if (place) this.editor.setCursorPosition(place);
  }

  _showState() {
    for (const name of [ACTIVE, COMPLETING]) this.editor?.host.classList.toggle(name, !this.list.isHidden);
  }
}

/**
 * Whether there may be something to complete; a fast check, so that few keys ask the server.
 * @param {string} type of the cell
 * @param {string} text
 * @param {number} offset of the cursor
 */
function mayComplete(type, text, offset) {
  const line = text.slice(Math.max(text.lastIndexOf("\n", offset - 1) + 1, offset - FARTHEST), offset);
  if (type === "code") return BEGUN.code.test(line);
  // In metadata, between fences or in a list below a title, any word may be a key.
  const isMetadata = /^\s*(---|\+\+\+)[ \t]*\n/.test(text) || /^\s*#[^\n]*\n(?:[ \t]*(?:>[^\n]*)?\n)*[-*][ \t]/.test(text);
  return (isMetadata && BEGUN.metadata.test(line)) || (type === "markdown" && BEGUN.markdown.test(line));
}
