// Targets of links on the previewed page: a place on it, the notebook of another post, or a new tab.
import { ask, isAway, RefusedError } from "./server.js";

/** Matches URLs that are opened in a new tab. */
const OUTSIDE = /^(https?:|mailto:)/i;

/**
 * Find the target of a link.
 * @param {import("./post.js").OpenPost} post
 * @param {string} href as href in the link
 * @param {string} base URL that it is relative to
 * @returns {Promise<{anchor: string} | {notebook: string, anchor: string} | {tab: string} | {refusal: string}>}
 */
export async function destination(post, href, base) {
  if (href.startsWith("#")) return { anchor: anchorOf(href) };
  if (OUTSIDE.test(href)) return { tab: href };
  const [path] = href.split(/[?#]/);
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href) || !path) return { refusal: "The preview does not open this link." };
  try {
    const { notebook, file } = await ask("linked", { id: post.id, path: post.notebookPath, url: path });
    if (file) return { tab: new URL(path, base).href };
    if (!notebook) return { refusal: "The preview shows only posts. The page behind this link is created when the blog is published." };
    return { notebook, anchor: anchorOf(href.slice(path.length)) };
  } catch (error) {
    if (isAway(error)) return { refusal: "The server does not answer, so this link was not opened." };
    if (!(error instanceof RefusedError)) throw error;
    return { refusal: error.message };
  }
}

/** @param {string} text `#name`, or empty */
function anchorOf(text) {
  const name = text.slice(text.indexOf("#") + 1);
  try {
    return text.includes("#") ? decodeURIComponent(name) : "";
  } catch {
    return name;
  }
}
