// Notifications about jobs of the server: progress, streamed line by line, and completion.
import { apputils } from "./shared.js";
import { sentence } from "./dom.js";
import { RefusedError, send } from "./server.js";

/**
 * A line of the server's response; see `blogtools.lab.publish_handlers`.
 * @template Done
 * @typedef {{progress?: [number, number, string], done?: Done, stopped?: import("./publish.js").Refused,
 *   failed?: {errors: import("./server.js").Finding[]}}} Line
 */

const SHOW_AFTER = 500; // milliseconds; most posts are published by then, and a notification would only flash
const LOOK_AGAIN = 50; // milliseconds
const MOST_LOOKS = 16; // before the notification is updated again
const MOST_TRIES = 4; // after which notifications are presumably turned off
const READ_FOR = 12_000; // milliseconds for which a result is shown; it stays in the list of notifications

/**
 * Start a job on the server and show its progress in a notification until it ends.
 * @template Done
 * @param {string} message
 * @param {string} path
 * @param {unknown} request
 * @returns {Promise<Line<Done>>} the last line; errors are returned as `failed`
 */
export async function follow(message, path, request) {
  const progress = new Progress(message);
  /** @type {Line<Done>} */
  let last = {};
  try {
    for await (const line of lines(await send(path, request))) {
      last = line;
      if (last.progress) progress.show(last.progress);
    }
    if (last.done || last.stopped || last.failed) return last;
    return broken("the server sent no result; see its log");
  } catch (error) {
    if (error instanceof RefusedError && error.problem) return { failed: { errors: [error.problem] } };
    return broken(/** @type {Error} */ (error).message);
  } finally {
    await progress.end();
  }
}

/**
 * Notify the author that a job is done.
 * @param {string} message
 * @param {import("@jupyterlab/apputils").Notification.IAction[]} actions
 */
export function notifyDone(message, actions) {
  notify("success", message, { autoClose: READ_FOR, actions });
}

/**
 * Notify the author of something that was not done. It stays until it is dismissed, because it is easily overlooked.
 * @param {string} message
 * @param {"error" | "info"} [type]
 */
export function notifyRefusal(message, type = "error") {
  notify(type, sentence(message), { autoClose: type === "error" ? false : READ_FOR });
}

/**
 * @param {"success" | "error" | "info"} type
 * @param {string} message
 * @param {import("@jupyterlab/apputils").Notification.IOptions<any>} options with `autoClose`, without which JupyterLab
 *   shows the notification only in its list
 */
function notify(type, message, options) {
  const id = apputils.Notification.emit(message, type, options);
  void drawn(id, () => apputils.Notification.update({ id, message, type, ...options }));
}

/**
 * Wait until a notification is displayed. JupyterLab displays it with a delay and may lose the first one of a page;
 * updating it makes it appear.
 * @param {string} id
 * @param {() => boolean} again updates it; returns false if it is gone
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
 * Progress of a job. JupyterLab loses changes of a notification that is not displayed yet, and one dismissed too early
 * would stay forever. So it is not changed until then, and the result is a notification of its own.
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
    await pause(LOOK_AGAIN); // Lets JupyterLab display the last change.
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
 * Yield each JSON line of a response as it arrives.
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
