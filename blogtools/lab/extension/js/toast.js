// A notification that follows some work of the server, line by line.
import { apputils } from "./shared.js";
import { RefusedError, send } from "./server.js";

/**
 * A line of the server's answer; see `blogtools.lab.publishing`.
 * @template Done
 * @typedef {{progress?: [number, number, string], done?: Done, stopped?: import("./publish.js").Stopped,
 *   failed?: {errors: import("./server.js").Finding[]}}} Line
 */

const LOOK_AGAIN = 50; // milliseconds
const MOST_LOOKS = 30; // then it is not drawn at all: its user wants to see none
const READ_FOR = 12_000; // milliseconds for which what was done stays in sight; the list of notifications keeps it

export class Toast {
  /** @param {string} message */
  constructor(message) {
    this._id = apputils.Notification.emit(message, "in-progress", { autoClose: false, progress: 0 });
    this._message = message;
    this._drawn = drawn(this._id);
  }

  /**
   * Have the server work, and show how far it is.
   * @template Done
   * @param {string} path
   * @param {unknown} wish
   * @returns {Promise<Line<Done>>} the last line; what went wrong is told as `failed`
   */
  async follow(path, wish) {
    /** @type {Line<Done>} */
    let last = {};
    try {
      for await (const line of lines(await send(path, wish))) {
        last = line;
        if (last.progress) this._show(last.progress);
      }
      if (last.done || last.stopped || last.failed) return last;
      return broken("the server did not tell what became of it; its log may");
    } catch (error) {
      if (error instanceof RefusedError && error.problem) return { failed: { errors: [error.problem] } };
      return broken(/** @type {Error} */ (error).message);
    } finally {
      await this._drawn;
    }
  }

  /**
   * @param {string} message
   * @param {import("@jupyterlab/apputils").Notification.IAction[]} actions
   */
  end(message, actions) {
    apputils.Notification.update({ id: this._id, message, type: "success", autoClose: READ_FOR, actions });
  }

  dismiss() {
    apputils.Notification.dismiss(this._id);
  }

  /** @param {[number, number, string]} progress */
  _show([done, total, name]) {
    const message = total > 1 ? `${this._message} ${done} of ${total}: ${name}` : this._message;
    apputils.Notification.update({ id: this._id, message, progress: done / total });
  }
}

/**
 * JupyterLab draws a notification some time later, and loses what becomes of it until then: it would be there for good.
 * @param {string} id
 */
async function drawn(id) {
  for (let looks = 0; looks < MOST_LOOKS && !document.getElementById(id); looks += 1) {
    await new Promise((resolve) => void window.setTimeout(resolve, LOOK_AGAIN));
  }
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
