// The session of an open notebook: sends changes to the server and receives deltas of the page.
import { Draft } from "./draft.js";
import { signaling } from "./shared.js";
import { ask, isAway, RefusedError, wordsOf } from "./server.js";
import { weigh } from "./weight.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./server.js").Finding} Finding */

/**
 * The server's response; see `blogtools.lab.sessions.PreviewResponse`.
 * @typedef {{revision: number, digest?: string, parts?: (string | [number, number])[], fresh?: boolean, path?: string,
 *   title?: string, unused?: string, problem?: Finding}} PreviewResponse
 */

const SHORTEST_WAIT = 40; // milliseconds between requests, so that typing does not flood the network
const TOO_LARGE = "too-large"; // slug of the problem that the notebook is too large for the server
const CONFLICT = 409; // HTTP: the server has another revision of the notebook
const AFTER_FAILURE = 1500; // milliseconds before retrying a server that did not answer
const AFTER_REFUSAL = 5000; // milliseconds before retrying a server that refused, which somebody has to fix
const LOOK_AGAIN = 3000; // milliseconds before checking again for a problem outside the notebook
const SLOW = 4000; // milliseconds after which the author is told that the server is slow
const GIVE_UP = 180_000; // milliseconds before a request times out
const WRITE_WITHIN = 10_000; // milliseconds that a save waits for edits that are being made
const LIGHTER = 0.98; // factor by which a notebook that is too large must shrink before it is sent again

/**
 * The page of a notebook as it would be published now. While it is in use, it follows each change: the first one at
 * once, further ones as soon as the response has arrived.
 */
export class OpenPost {
  /** @param {NotebookPanel} panel */
  constructor(panel) {
    this.panel = panel;
    this.id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    /** The page as pieces of HTML, see `LivePage.show`; empty if there is no page. @type {string[]} */
    this.pieces = [];
    this.digest = "";
    /** Path of the page, relative to the site root. */
    this.path = "";
    this.title = "";
    /** What the page is made without, because the blog is not trusted, as half a sentence; empty if all is used. */
    this.unused = "";
    /** Why there is no newer page. @type {Finding | null} */
    this.problem = null;
    /** Why the server does not answer, as a sentence; empty if it does. */
    this.trouble = "";
    /** Whether the server has the files of the page; false after it was restarted. */
    this.isKnown = false;
    /** Whether the response is taking long. */
    this.isSlow = false;
    /** The page, the problem or the connection has changed. @type {import("@lumino/signaling").Signal<OpenPost, void>} */
    this.changed = new signaling.Signal(this);
    /** Something has changed that may affect the page. @type {import("@lumino/signaling").Signal<OpenPost, void>} */
    this.edited = new signaling.Signal(this);
    this.isDisposed = false;
    /**
     * Functions that write what is typed in a form to the notebook, and resolve to what cannot be written; without
     * `isEnd`, input that is invalid while half typed may wait.
     * @type {Set<(isEnd: boolean) => Promise<string[]>>}
     */
    this.inputs = new Set();
    /** Edits that are being made. @type {Set<Promise<unknown>>} */
    this._edits = new Set();
    this._revision = 0;
    this._draft = new Draft(panel, () => this._mark());
    this._users = 0;
    this._isAsking = false;
    this._isStale = true;
    this._notBefore = 0;
    this._timer = 0;
    this._lookAgain = 0;
    this._mostWeight = Infinity; // largest notebook to send, after the server has refused one
    /** Gives the notebook back its own way to save. */
    this._unhookSave = this._saveAllOf(panel.context);
    panel.disposed.connect(this.dispose, this);
    panel.context.pathChanged.connect(this._mark, this);
    panel.context.sessionContext.statusChanged.connect(this._afterRun, this);
    panel.context.ready.then(
      () => this.isDisposed || this._draft.watch(),
      () => this.dispose(),
    );
  }

  /** Path of the notebook in Jupyter's contents, without a drive. */
  get notebookPath() {
    return localPath(this.panel.context.path);
  }

  /** Start to follow the notebook; each `use` needs a `leave`. */
  use() {
    this._users += 1;
    if (this._isStale) this._soon();
  }

  leave() {
    this._users -= 1;
  }

  /** Make sure that the server has the page, before it is shown in a new place. */
  confirm() {
    if (!this.pieces.length) return;
    this.isKnown = false;
    this._isStale = true;
    this._soon();
  }

  /** Request the page again, because files outside the notebook may have changed. */
  refresh() {
    this._isStale = true;
    if (this._users > 0) this._soon();
  }

  /**
   * Send a request about the current notebook to the server.
   * @param {string} path of the endpoint, below `blogtools/`
   * @param {Record<string, unknown>} [more] further fields of the request
   * @param {boolean} [isWhole] whether outputs are needed
   * @returns {Promise<any>}
   */
  async ask(path, more = {}, isWhole = true) {
    const request = () => {
      const model = this.panel.content.model;
      if (!model) throw new Error("The notebook is no longer open");
      if (this.problem && isWhole && this._isTooLarge(model)) throw new RefusedError(this.problem.message, 413, this.problem);
      return { id: this.id, path: this.notebookPath, update: this._draft.update(this._revision, this._draft.dirty, isWhole), ...more };
    };
    await this.panel.context.ready; // Until then, the model has no cells.
    await null; // Lets the request for the page, a microtask, go first; see below.
    await this._quiet();
    const base = this._revision;
    try {
      return await ask(path, request());
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status !== CONFLICT) throw error;
      await this._quiet();
      // Another request came in between, or the server was restarted and has no draft.
      if (this._revision === base) this._revision = 0;
      return await ask(path, request());
    }
  }

  /**
   * Wait while a request for the page is in flight, because its update may not have arrived yet.
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
   * Wait until the page shows the current notebook.
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

  /**
   * Note an edit; the notebook is not saved before it has been made.
   * @template Result
   * @param {Promise<Result>} edit
   * @returns {Promise<Result>} the same
   */
  track(edit) {
    this._edits.add(edit);
    const end = () => void this._edits.delete(edit);
    edit.then(end, end);
    return edit;
  }

  /**
   * Wait until the notebook has everything that its author has typed and requested.
   * @param {boolean} isEnd whether half-typed input counts
   * @returns {Promise<string[]>} what could not be written
   */
  async written(isEnd) {
    const inputs = [...this.inputs].map((write) => write(isEnd));
    const all = async () => {
      const refusals = (await Promise.all(inputs)).flat();
      while (this._edits.size) await Promise.allSettled([...this._edits]);
      return refusals;
    };
    let timer = 0;
    /** @type {Promise<string[]>} */
    const late = new Promise((resolve) => {
      const words = "The server has not answered yet, so the last changes are not in the notebook.";
      timer = window.setTimeout(() => resolve([words]), WRITE_WITHIN);
    });
    try {
      return await Promise.race([all(), late]);
    } finally {
      window.clearTimeout(timer); // which would keep this object in memory
    }
  }

  dispose() {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this._unhookSave();
    window.clearTimeout(this._timer);
    window.clearTimeout(this._lookAgain);
    this.changed.emit();
    // JupyterLab may keep a reference to the panel, and with it to this object.
    this.pieces = [];
    posts.delete(this.panel);
    signaling.Signal.clearData(this);
  }

  /**
   * Have each save, whoever asks for it, wait for the edits. JupyterLab's signal about saving comes too late for that.
   * @param {NotebookPanel["context"]} context
   */
  _saveAllOf(context) {
    const save = context.save.bind(context);
    const saveAll = async () => {
      if (!this.isDisposed) await this.written(false);
      await save();
    };
    context.save = saveAll;
    return () => {
      // Another extension may have wrapped it as well. The context outlives the post, and must not keep it in memory.
      if (context.save === saveAll) context.save = save;
    };
  }

  _mark() {
    this.edited.emit();
    this.refresh();
  }

  _soon() {
    if (this._isAsking || this._timer || this.isDisposed || !this.panel.context.isReady) return;
    const wait = this._notBefore - performance.now();
    // A microtask, so that all changes of the current task go into one request.
    if (wait <= 0) queueMicrotask(() => this._ask());
    else this._timer = window.setTimeout(() => this._ask(), wait);
  }

  /**
   * Refresh after a run, which may have written an image file.
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
    const sent = this._draft.take();
    const slow = window.setTimeout(() => {
      this.isSlow = true;
      this.changed.emit();
    }, SLOW);
    try {
      const update = this._draft.update(this._revision, sent, true);
      const request = { id: this.id, path: this.notebookPath, update, have: this.digest };
      const response = await ask("preview", request, AbortSignal.timeout(GIVE_UP));
      this._isAsking = false;
      if (this.isDisposed) return;
      this._take(response, sent, model);
      const took = performance.now() - started;
      this._notBefore = started + Math.max(SHORTEST_WAIT, 1.5 * took);
    } catch (error) {
      this._isAsking = false;
      if (this.isDisposed) return;
      this._fail(error, sent, model);
    } finally {
      window.clearTimeout(slow);
      this.isSlow = false;
    }
    if (this.isDisposed) return;
    this.changed.emit();
    if (this._isStale && this._users > 0) this._soon();
  }

  /**
   * Handle a failed request.
   * @param {unknown} error
   * @param {Set<string>} sent
   * @param {import("@jupyterlab/notebook").INotebookModel} model
   */
  _fail(error, sent, model) {
    if (error instanceof RefusedError && error.problem) {
      this._take({ revision: 0, problem: error.problem }, sent, model);
      return;
    }
    this._draft.restore(sent);
    this._isStale = true;
    const trouble = wordsOf(error);
    if (trouble !== this.trouble) console.warn("blogtools: the page does not follow the notebook", error);
    this.trouble = trouble;
    this._notBefore = performance.now() + (isAway(error) ? AFTER_FAILURE : AFTER_REFUSAL);
  }

  /**
   * Whether the notebook is still too large; sending it would be expensive.
   * @param {import("@jupyterlab/notebook").INotebookModel} model
   */
  _isTooLarge(model) {
    return this._mostWeight < Infinity && weigh(model) > this._mostWeight;
  }

  /**
   * @param {PreviewResponse} response
   * @param {Set<string>} sent
   * @param {import("@jupyterlab/notebook").INotebookModel} model
   */
  _take(response, sent, model) {
    this.trouble = "";
    this._revision = response.revision;
    this.problem = response.problem ?? null;
    this.isKnown = Boolean(response.revision || response.problem);
    this._mostWeight = this.problem?.slug === TOO_LARGE ? LIGHTER * weigh(model) : Infinity;
    // The problem may be in the settings or a template, whose changes are not signaled.
    if (response.revision && this.problem && !this.problem.where.cell) {
      this._lookAgain = window.setTimeout(() => this.refresh(), LOOK_AGAIN);
    }
    if (!response.revision) {
      this._draft.restore(sent);
      // A restarted server needs the whole notebook; one that reports a problem would report it again.
      this._isStale = !response.problem;
    }
    if (response.parts || response.problem) this.unused = response.unused ?? "";
    if (!response.parts) return;
    const old = response.fresh ? [] : this.pieces;
    this.pieces = response.parts.flatMap((part) => (typeof part === "string" ? [part] : old.slice(part[0], part[0] + part[1])));
    this.digest = response.digest ?? "";
    this.path = response.path ?? "";
    this.title = response.title ?? "";
  }
}

/** @type {WeakMap<NotebookPanel, OpenPost>} */
const posts = new WeakMap();

/**
 * The session of a notebook, shared by all its views.
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
 * Remove the drive from a path (`RTC:a.ipynb`).
 * @param {string} path
 */
function localPath(path) {
  const colon = path.indexOf(":");
  return colon > 0 && !path.slice(0, colon).includes("/") ? path.slice(colon + 1) : path;
}
