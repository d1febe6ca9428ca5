// Notifications of some work of the server: how far it is, told line by line, and that it is done.
import { apputils } from "./shared.js";
import { RefusedError, send } from "./server.js";

/**
 * A line of the server's answer; see `blogtools.lab.publishing`.
 * @template Done
 * @typedef {{progress?: [number, number, string], done?: Done, stopped?: import("./publish.js").Stopped,
 *   failed?: {errors: import("./server.js").Finding[]}}} Line
 */

const SHOW_AFTER = 500; // milliseconds; most posts are published by then, and what flashes up helps nobody
const LOOK_AGAIN = 50; // milliseconds
const MOST_LOOKS = 16; // then it is told again
const MOST_TRIES = 4; // then its user wants to see none
const READ_FOR = 12_000; // milliseconds for which what was done stays in sight; the list of notifications keeps it

/**
 * Have the server work; a notification shows how far it is, and is gone at the end.
 * @template Done
 * @param {string} message
 * @param {string} path
 * @param {unknown} wish
 * @returns {Promise<Line<Done>>} the last line; what went wrong is told as `failed`
 */
export async function follow(message, path, wish) {
  const progress = new Progress(message);
  /** @type {Line<Done>} */
  let last = {};
  try {
    for await (const line of lines(await send(path, wish))) {
      last = line;
      if (last.progress) progress.show(last.progress);
    }
    if (last.done || last.stopped || last.failed) return last;
    return broken("the server did not tell what became of it; its log may");
  } catch (error) {
    if (error instanceof RefusedError && error.problem) return { failed: { errors: [error.problem] } };
    return broken(/** @type {Error} */ (error).message);
  } finally {
    await progress.end();
  }
}

/**
 * Tell that something is done.
 * @param {string} message
 * @param {import("@jupyterlab/apputils").Notification.IAction[]} actions
 */
export function tellDone(message, actions) {
  const options = { autoClose: READ_FOR, actions };
  const id = apputils.Notification.success(message, options);
  void drawn(id, () => apputils.Notification.update({ id, message, type: "success", ...options }));
}

/**
 * Wait until a notification is drawn: JupyterLab does that some time after it was told, and the first one of a page
 * it may lose. One that changed is drawn where it was not before.
 * @param {string} id
 * @param {() => boolean} again tells it once more; false if it is gone
 */
async function drawn(id, again) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      if (document.getElementById(id)) return;
      await pause(LOOK_AGAIN);
    }
    if (!again()) return;
  }
}

/**
 * What becomes of a notification until it is drawn is lost: one that was dismissed before would stay for good. So
 * nothing is told of it until then, and the end is told by another one.
 */
class Progress {
  /** @param {string} message */
  constructor(message) {
    this._message = message;
    this._id = "";
    this._timer = window.setTimeout(() => {
      this._id = apputils.Notification.emit(message, "in-progress", { autoClose: false, progress: 0 });
    }, SHOW_AFTER);
  }

  get _isDrawn() {
    return document.getElementById(this._id) !== null;
  }

  /** @param {[number, number, string]} progress */
  show([done, total, name]) {
    if (!this._id || !this._isDrawn) return;
    const message = total > 1 ? `${this._message} ${done} of ${total}: ${name}` : this._message;
    apputils.Notification.update({ id: this._id, message, progress: done / total });
  }

  async end() {
    window.clearTimeout(this._timer);
    if (!this._id) return;
    await drawn(this._id, () => apputils.Notification.update({ id: this._id, message: this._message }));
    await pause(LOOK_AGAIN); // The last change of it is drawn, too.
    apputils.Notification.dismiss(this._id);
  }
}

/** @param {number} time in milliseconds */
function pause(time) {
  return new Promise((resolve) => void window.setTimeout(resolve, time));
}

/**
 * @param {string} message
 * @returns {{failed: {errors: import("./server.js").Finding[]}}}
 */
function broken(message) {
  return { failed: { errors: [{ slug: "server", message, where: {}, hint: "", severity: "error" }] } };
}

/**
 * Each line of a response in JSON, as it comes.
 * @param {Response} response
 */
async function* lines(response) {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) yield JSON.parse(part);
  }
}
