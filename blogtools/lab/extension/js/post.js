// A notebook that is open: what changes in it is told to the server, and the page comes back as what differs.
import { Draft } from "./draft.js";
import { signaling } from "./shared.js";
import { ask, isAway, RefusedError, wordsOf } from "./server.js";
import { weigh } from "./weight.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./server.js").Finding} Finding */

/**
 * What the server answers; see `blogtools.lab.desk.Answer`.
 * @typedef {{revision: number, digest?: string, parts?: (string | [number, number])[], fresh?: boolean, path?: string,
 *   title?: string, problem?: Finding}} Answer
 */

const SHORTEST_WAIT = 40; // milliseconds from one question to the next, so that typing does not fill the network
const TOO_LARGE = "too-large"; // slug of the problem of a notebook that the server does not take
const CONFLICT = 409; // HTTP: the server has another revision of the notebook
const AFTER_FAILURE = 1500; // milliseconds until a server that did not answer is asked again
const AFTER_REFUSAL = 5000; // milliseconds until one that refused to answer is, which somebody has to mend
const LOOK_AGAIN = 3000; // milliseconds until a problem is looked at again that no edit of the notebook mends
const SLOW = 4000; // milliseconds after which an author wants to know that the answer is not here yet
const GIVE_UP = 180_000; // milliseconds after which no answer is taken for none
const LIGHTER = 0.98; // of a notebook that is too large: what it must shrink to before the server is asked again

/**
 * The page of a notebook as it would be published now. While somebody listens, it follows each change: the first one
 * at once, the next as soon as the answer is here.
 */
export class OpenPost {
  /** @param {NotebookPanel} panel */
  constructor(panel) {
    this.panel = panel;
    this.id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    /** The page as pieces of HTML, see `LivePage.show`; none while there is no page. @type {string[]} */
    this.pieces = [];
    this.digest = "";
    /** Of the page, below the site's top. */
    this.path = "";
    this.title = "";
    /** Why there is no newer page. @type {Finding | null} */
    this.problem = null;
    /** Why the server does not answer, as a sentence; nothing if it does. */
    this.trouble = "";
    /** Whether the server has the files of the page: it may have been started anew. */
    this.isKnown = false;
    /** Whether the answer takes long. */
    this.isSlow = false;
    /** The page, the problem or the connection is another one. @type {import("@lumino/signaling").Signal<OpenPost, void>} */
    this.changed = new signaling.Signal(this);
    /** Something was changed that a page may show. @type {import("@lumino/signaling").Signal<OpenPost, void>} */
    this.edited = new signaling.Signal(this);
    this.isDisposed = false;
    this._revision = 0;
    this._draft = new Draft(panel, () => this._mark());
    this._users = 0;
    this._isAsking = false;
    this._isStale = true;
    this._notBefore = 0;
    this._timer = 0;
    this._lookAgain = 0;
    this._mostWeight = Infinity; // of a notebook that the server takes, once it has refused one
    panel.disposed.connect(this.dispose, this);
    panel.context.pathChanged.connect(this._mark, this);
    panel.context.sessionContext.statusChanged.connect(this._afterRun, this);
    panel.context.ready.then(
      () => this.isDisposed || this._draft.watch(),
      () => this.dispose(),
    );
  }

  /** Path of the notebook in Jupyter's contents, without the name of a drive. */
  get notebookPath() {
    return localPath(this.panel.context.path);
  }

  /** Begin to follow the notebook; each `use` needs a `leave`. */
  use() {
    this._users += 1;
    if (this._isStale) this._soon();
  }

  leave() {
    this._users -= 1;
  }

  /** The page is to be shown in a new place: make sure that the server knows it. */
  confirm() {
    if (!this.pieces.length) return;
    this.isKnown = false;
    this._isStale = true;
    this._soon();
  }

  /** Ask again: what the page shows, but the notebook does not have, may be another one now. */
  refresh() {
    this._isStale = true;
    if (this._users > 0) this._soon();
  }

  /**
   * Ask the server something about the notebook as it stands at this moment.
   * @param {string} path of the question, below the server part's address
   * @param {Record<string, unknown>} [more] what the question says besides
   * @param {boolean} [isWhole] whether it is about outputs, too
   * @returns {Promise<any>}
   */
  async ask(path, more = {}, isWhole = true) {
    const question = () => {
      const model = this.panel.content.model;
      if (!model) throw new Error("The notebook is not open any more");
      if (this.problem && isWhole && this._isTooLarge(model)) throw new RefusedError(this.problem.message, 413, this.problem);
      return { id: this.id, path: this.notebookPath, update: this._draft.update(this._revision, this._draft.dirty, isWhole), ...more };
    };
    await this.panel.context.ready; // Before, it looks as if it had no cells.
    await null; // The page is asked for first, in a microtask; see below.
    await this._quiet();
    const base = this._revision;
    try {
      return await ask(path, question());
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== CONFLICT) throw error;
      await this._quiet();
      // Another question came in between; or the server was started anew, and knows nothing.
      if (this._revision === base) this._revision = 0;
      return await ask(path, question());
    }
  }

  /**
   * Wait while a question about the page is on its way: nobody knows whether what it told has arrived.
   * @returns {Promise<void>}
   */
  _quiet() {
    if (!this._isAsking) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (this._isAsking && !this.isDisposed) return;
        this.changed.disconnect(look);
        resolve();
      };
      this.changed.connect(look);
    });
  }

  /**
   * Wait until the page shows the notebook as it stands now.
   * @returns {Promise<void>}
   */
  settled() {
    if (!this._isStale && !this._isAsking) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!this.isDisposed && (this._isStale || this._isAsking) && !this.trouble) return;
        this.changed.disconnect(look);
        resolve();
      };
      this.changed.connect(look);
      this._soon();
    });
  }

  dispose() {
    if (this.isDisposed) return;
    this.isDisposed = true;
    window.clearTimeout(this._timer);
    window.clearTimeout(this._lookAgain);
    this.changed.emit();
    // JupyterLab may keep the panel for a while, and with it this.
    this.pieces = [];
    posts.delete(this.panel);
    signaling.Signal.clearData(this);
  }

  _mark() {
    this.edited.emit();
    this.refresh();
  }

  _soon() {
    if (this._isAsking || this._timer || this.isDisposed || !this.panel.context.isReady) return;
    const wait = this._notBefore - performance.now();
    // Everything that changes together is told together: the rest of this task comes first.
    if (wait <= 0) queueMicrotask(() => this._ask());
    else this._timer = window.setTimeout(() => this._ask(), wait);
  }

  /**
   * A cell that has run may have written a picture.
   * @param {unknown} _
   * @param {string} status
   */
  _afterRun(_, status) {
    if (status === "idle") this.refresh();
  }

  async _ask() {
    window.clearTimeout(this._timer);
    this._timer = 0;
    const model = this.panel.content.model;
    if (this._isAsking || !this._isStale || this.isDisposed || !model) return;
    window.clearTimeout(this._lookAgain);
    if (this._isTooLarge(model)) {
      this._isStale = false;
      this.changed.emit();
      return;
    }
    this._isAsking = true;
    this._isStale = false;
    const started = performance.now();
    const told = this._draft.take();
    const slow = window.setTimeout(() => {
      this.isSlow = true;
      this.changed.emit();
    }, SLOW);
    try {
      const update = this._draft.update(this._revision, told, true);
      const question = { id: this.id, path: this.notebookPath, update, have: this.digest };
      const answer = await ask("preview", question, AbortSignal.timeout(GIVE_UP));
      this._isAsking = false;
      if (this.isDisposed) return;
      this._take(answer, told, model);
      const took = performance.now() - started;
      this._notBefore = started + Math.max(SHORTEST_WAIT, 1.5 * took);
    } catch (error) {
      this._isAsking = false;
      if (this.isDisposed) return;
      this._fail(error, told, model);
    } finally {
      window.clearTimeout(slow);
      this.isSlow = false;
    }
    if (this.isDisposed) return;
    this.changed.emit();
    if (this._isStale && this._users > 0) this._soon();
  }

  /**
   * The server did not take what it was told.
   * @param {unknown} error
   * @param {Set<string>} told
   * @param {import("@jupyterlab/notebook").INotebookModel} model
   */
  _fail(error, told, model) {
    if (error instanceof RefusedError && error.problem) {
      this._take({ revision: 0, problem: error.problem }, told, model);
      return;
    }
    this._draft.giveBack(told);
    this._isStale = true;
    const trouble = wordsOf(error);
    if (trouble !== this.trouble) console.warn("blogtools: the page does not follow the notebook", error);
    this.trouble = trouble;
    this._notBefore = performance.now() + (isAway(error) ? AFTER_FAILURE : AFTER_REFUSAL);
  }

  /**
   * Whether the server would refuse the notebook again; to ask costs much.
   * @param {import("@jupyterlab/notebook").INotebookModel} model
   */
  _isTooLarge(model) {
    return this._mostWeight < Infinity && weigh(model) > this._mostWeight;
  }

  /**
   * @param {Answer} answer
   * @param {Set<string>} told
   * @param {import("@jupyterlab/notebook").INotebookModel} model
   */
  _take(answer, told, model) {
    this.trouble = "";
    this._revision = answer.revision;
    this.problem = answer.problem ?? null;
    this.isKnown = Boolean(answer.revision || answer.problem);
    this._mostWeight = this.problem?.slug === TOO_LARGE ? LIGHTER * weigh(model) : Infinity;
    // Settings and templates are files that others write.
    if (answer.revision && this.problem && !this.problem.where.cell) {
      this._lookAgain = window.setTimeout(() => this.refresh(), LOOK_AGAIN);
    }
    if (!answer.revision) {
      this._draft.giveBack(told);
      // A server that was started anew knows nothing of this notebook; one that refuses it would refuse it again.
      this._isStale = !answer.problem;
    }
    if (!answer.parts) return;
    const old = answer.fresh ? [] : this.pieces;
    this.pieces = answer.parts.flatMap((part) => (typeof part === "string" ? [part] : old.slice(part[0], part[0] + part[1])));
    this.digest = answer.digest ?? "";
    this.path = answer.path ?? "";
    this.title = answer.title ?? "";
  }
}

/** @type {WeakMap<NotebookPanel, OpenPost>} */
const posts = new WeakMap();

/**
 * The open post of a notebook; the same one for all that show it.
 * @param {NotebookPanel} panel
 */
export function openPost(panel) {
  let post = posts.get(panel);
  if (!post || post.isDisposed) {
    post = new OpenPost(panel);
    posts.set(panel, post);
  }
  return post;
}

/**
 * A path without the drive that stands before it (`RTC:a.ipynb`).
 * @param {string} path
 */
function localPath(path) {
  const colon = path.indexOf(":");
  return colon > 0 && !path.slice(0, colon).includes("/") ? path.slice(colon + 1) : path;
}
