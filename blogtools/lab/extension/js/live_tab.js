// The live page of a notebook, or the published one, in a tab of its own: with its scripts, and without the session.
import { apputils, services } from "./shared.js";
import { openPost } from "./post.js";
import { ask } from "./server.js";

/**
 * Open the page of a notebook as it stands, with its scripts, in a new tab.
 * @param {import("@jupyterlab/notebook").NotebookPanel} panel
 */
export function openLivePage(panel) {
  return openTab(async () => {
    const post = openPost(panel);
    post.use();
    try {
      await post.settled();
    } finally {
      post.leave();
    }
    if (!post.pieces.length && post.problem) throw new Error(post.problem.message);
    return { id: post.id };
  });
}

/**
 * Open a live page in a tab, which has to be there while the click lasts: later ones are blocked.
 * @param {() => Promise<{id: string} | {path: string, page: string}>} which
 */
export async function openTab(which) {
  const tab = window.open("about:blank", "_blank");
  if (tab) tab.opener = null;
  try {
    /** @type {{url: string}} */
    const { url } = await ask("live", await which());
    const address = new URL(url, services.ServerConnection.makeSettings().baseUrl).href;
    if (tab) follow(tab.document, address);
    else tellBlocked(address);
  } catch (error) {
    tab?.close();
    apputils.Notification.error(`The live page cannot be opened: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Leave an empty page for another one, which is not told from where: addresses of JupyterLab may hold secrets.
 * @param {Document} empty
 * @param {string} address
 */
function follow(empty, address) {
  const link = empty.createElement("a");
  Object.assign(link, { href: address, rel: "noreferrer" });
  empty.body.append(link);
  link.click();
}

/** @param {string} address */
function tellBlocked(address) {
  const callback = () => void window.open(address, "_blank", "noopener,noreferrer");
  const actions = [{ label: "Open page", callback }];
  apputils.Notification.info("The browser did not open a new tab.", { autoClose: false, actions });
}
