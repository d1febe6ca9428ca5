// Opens the live page of a notebook, or its published page, in a new tab, with scripts but without the user's session.
import { apputils, services } from "./shared.js";
import { openPost } from "./post.js";
import { notifyRefusal } from "./progress.js";
import { ask } from "./server.js";

/**
 * Open the current page of a notebook in a new tab.
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
 * Open a live page in a new tab. The tab is opened at once, because browsers block tabs that open after the click.
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
    else notifyBlocked(address);
  } catch (error) {
    tab?.close();
    notifyRefusal(`The page cannot be opened: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Navigate an empty page without a referrer, because JupyterLab's URL may contain a token.
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
function notifyBlocked(address) {
  const callback = () => void window.open(address, "_blank", "noopener,noreferrer");
  const actions = [{ label: "Open page", callback }];
  apputils.Notification.info("The browser did not open a new tab.", { autoClose: false, actions });
}
