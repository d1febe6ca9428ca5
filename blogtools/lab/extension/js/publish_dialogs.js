// Dialogs of publishing: findings, what would change for readers, questions.
import { apputils, widgets } from "./shared.js";
import { button, element, sentence } from "./dom.js";
import { quoted } from "./findings.js";
import { jump } from "./jump.js";

/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */
/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./server.js").Finding} Finding */
/** @typedef {import("./publish.js").PostChange} PostChange */
/** @typedef {import("./publish.js").Files} Files */

/** Button to agree to a decision, by the error that it would be otherwise. @type {Record<string, string>} */
const AGREE = { "removed-urls": "Publish and Remove", "foreign-file": "Publish and Take Over" };

/** @param {PostChange[]} posts */
export function postList(posts) {
  return element(
    "ul",
    { class: "blogtools-posts" },
    ...posts.map(({ source, page }) => {
      const address = `/${page.replace(/(^|\/)index\.html$/, "$1")}`;
      return element("li", {}, element("span", {}, source), " ", element("small", {}, address));
    }),
  );
}

/**
 * Show findings with links to their cells; return whether the author goes on.
 * @param {JupyterFrontEnd | null} app
 * @param {NotebookPanel | null} panel the notebook that they concern; null if they concern others
 * @param {string} title
 * @param {string} text
 * @param {Finding[]} findings
 * @param {string} accept label of the button to go on; empty for none
 */
export async function showFindings(app, panel, title, text, findings, accept) {
  const list = element("ul", { class: "blogtools-findings" });
  const body = new Text(text, list);
  const dialog = makeDialog(title, body, accept, { isWarning: true });
  for (const finding of findings) {
    const { file, cell, line } = finding.where;
    const isHere = Boolean(cell && app && panel);
    const parts = [!isHere && file, cell && `cell ${cell}`, line && `line ${line}`].filter(Boolean);
    const place = element("strong", {}, parts.join(", "));
    const item = element("li", {}, place, element("span", {}, ...quoted(finding.message)));
    item.dataset.severity = finding.severity;
    if (finding.hint) item.append(element("em", {}, ...quoted(finding.hint)));
    if (cell && app && panel) {
      const act = () => {
        dialog.reject();
        void jump(app, panel, cell, line ?? 1);
      };
      item.append(button("Go there", act, { class: "jp-mod-styled", "aria-label": `Go to cell ${cell}` }));
    }
    list.append(item);
  }
  return (await dialog.launch()).button.accept;
}

/**
 * Show a plan: posts by name, other files by number, and what has to be agreed to.
 * @param {import("./publish.js").BlogDone} plan
 */
export async function agrees({ goal, changes, decisions }) {
  const list = element("div", { class: "blogtools-changes", tabindex: "0" });
  const kinds = /** @type {const} */ ([
    ["New posts", changes.added],
    ["Changed posts", changes.changed],
    ["Removed posts", changes.removed],
  ]);
  for (const [name, posts] of kinds) {
    if (posts.length) list.append(element("h3", {}, `${name} (${posts.length})`), postList(posts));
  }
  const files = fileList(changes.files);
  if (files) list.append(files);
  if (!list.hasChildNodes()) {
    await confirm("There is nothing to publish", new Text(`Nothing changed: ${goal} is up to date.`), "");
    return false;
  }
  const words = decisions.map(({ message }) => element("p", { class: "blogtools-decision", role: "alert" }, sentence(`${message}.`)));
  const body = new Text(`To ${goal}:`, ...words, list);
  const isWarning = decisions.length > 0;
  const accept = isWarning ? (AGREE[decisions[decisions.length - 1].slug] ?? "Publish Anyway") : "Publish";
  return (await makeDialog("Publish the blog?", body, accept, { isWarning }).launch()).button.accept;
}

/**
 * The files that are no posts, folded.
 * @param {Files} files
 */
function fileList(files) {
  const kinds = /** @type {const} */ (["added", "changed", "removed"]);
  const count = kinds.reduce((sum, kind) => sum + files[kind].length, 0);
  if (!count) return null;
  const rows = kinds.flatMap((kind) => files[kind].map((name) => element("li", {}, `${kind}: ${name}`)));
  const label = count === 1 ? "1 other file, such as a list or an image" : `${count} other files, such as lists and images`;
  return element("details", {}, element("summary", {}, label), element("ul", {}, ...rows));
}

/** A sentence and further nodes. */
export class Text extends widgets.Widget {
  /**
   * @param {string} text
   * @param {...Node} more
   */
  constructor(text, ...more) {
    super();
    if (text) this.node.append(element("p", {}, ...quoted(text)));
    this.node.append(...more);
  }
}

/**
 * @param {string} title
 * @param {Text} body
 * @param {string} accept
 */
export async function confirm(title, body, accept) {
  return (await makeDialog(title, body, accept, { isWarning: false }).launch()).button.accept;
}

/**
 * Make a dialog to agree to something.
 * @param {string} title
 * @param {Text} body
 * @param {string} accept label of the button to go on; empty for none
 * @param {{isWarning: boolean}} kind whether going on is discouraged
 */
export function makeDialog(title, body, accept, { isWarning }) {
  const { cancelButton, okButton, warnButton } = apputils.Dialog;
  const buttons = [cancelButton({ label: accept ? "Cancel" : "Close" })];
  if (accept) buttons.push(isWarning ? warnButton({ label: accept }) : okButton({ label: accept }));
  const dialog = new apputils.Dialog({ title, body, buttons, defaultButton: isWarning ? 0 : buttons.length - 1 });
  dialog.addClass("blogtools-dialog");
  return dialog;
}
