// Where a link of the previewed page leads: to its place there, to the notebook of another post, or to a new tab.
import { ask, RefusedError } from "./server.js";

/** What is opened in a new tab by its own address. */
const OUTSIDE = /^(https?:|mailto:)/i;

/**
 * What a link of the page means.
 * @param {import("./post.js").OpenPost} post
 * @param {string} written what stands in the link
 * @param {string} base the address that it is relative to
 * @returns {Promise<{anchor: string} | {notebook: string, anchor: string} | {tab: string} | {refusal: string}>}
 */
export async function destination(post, written, base) {
  if (written.startsWith("#")) return { anchor: anchorOf(written) };
  if (OUTSIDE.test(written)) return { tab: written };
  const [path] = written.split(/[?#]/);
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(written) || !path) return { refusal: "This link is not followed in the preview." };
  try {
    const { notebook, file } = await ask("linked", { id: post.id, path: post.notebookPath, url: path });
    if (file) return { tab: new URL(path, base).href };
    if (!notebook) return { refusal: "Only posts are shown here. What this link leads to is made when the blog is published." };
    return { notebook, anchor: anchorOf(written.slice(path.length)) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { refusal: error.message };
  }
}

/** @param {string} text `#name`, or nothing */
function anchorOf(text) {
  const name = text.slice(text.indexOf("#") + 1);
  try {
    return text.includes("#") ? decodeURIComponent(name) : "";
  } catch {
    return name;
  }
}
