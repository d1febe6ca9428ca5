// Trust in a blog's own templates and plugins. No command gives it: text of a notebook may have buttons for commands.
import { apputils } from "./shared.js";
import { button, element, setText } from "./dom.js";
import { quoted } from "./findings.js";
import { makeDialog, Text } from "./publish_dialogs.js";
import { ask, wordsOf } from "./server.js";

/**
 * The code of a blog; see `blogtools.lab.trust.handlers.BlogCode`.
 * @typedef {{root: string, files: {path: string, change: "" | "new" | "changed"}[], digest: string}} BlogCode
 */

/** The line above a page that is made without the blog's own code. */
export class TrustBar {
  /** @param {() => void} review lets the author look at the code, and trust it */
  constructor(review) {
    this.text = element("span");
    this.node = element("div", { class: "blogtools-trust", role: "status", hidden: true }, this.text);
    this.node.append(button("Trust This Blog …", review));
  }

  /** @param {string} unused what the page is made without, as half a sentence; empty hides the line */
  show(unused) {
    setText(this.text, unused && `The page is shown without ${unused}.`);
    this.node.hidden = !unused;
  }
}

/**
 * Show the code of a blog, and trust it if the author says so.
 * @param {string} path of a notebook of the blog
 * @returns {Promise<boolean>} whether the blog is trusted now
 */
export async function reviewTrust(path) {
  try {
    /** @type {BlogCode} */
    const { root, files, digest } = await ask(`trust?path=${encodeURIComponent(path)}`);
    if (!(await agrees(root, files))) return false;
    await ask("trust", { path, digest });
    return true;
  } catch (error) {
    await apputils.showErrorMessage("The blog is not trusted", wordsOf(error));
    return false;
  }
}

/**
 * Trust a blog no longer.
 * @param {string} path of a notebook of the blog
 */
export async function withdrawTrust(path) {
  try {
    const { was_trusted: wasTrusted } = await ask("trust/withdraw", { path });
    apputils.Notification.info(wasTrusted ? "This blog is no longer trusted." : "This blog was not trusted.");
  } catch (error) {
    await apputils.showErrorMessage("The blog is still trusted", wordsOf(error));
  }
}

/**
 * @param {string} root
 * @param {BlogCode["files"]} files
 */
async function agrees(root, files) {
  const rows = files.map(({ path, change }) => element("li", {}, path, change && element("strong", {}, ` ${change}`)));
  const end = "When they are changed by anything but your own edits in JupyterLab, such as `git pull`, you are asked again.";
  const body = new Text(
    "Plugins are programs that run with your permissions. Templates decide everything that is on a page. Read these files first:",
    element("div", { class: "blogtools-changes", tabindex: "0" }, element("ul", {}, ...rows)),
    element("p", {}, ...quoted(end)),
  );
  return (await makeDialog(`Trust ${root}?`, body, "Trust", { isWarning: true }).launch()).button.accept;
}
