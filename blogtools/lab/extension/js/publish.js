// Publishing of posts and blogs: questions to the author, progress and results.
import { apputils, coreutils, widgets } from "./shared.js";
import { button, element } from "./dom.js";
import { quoted } from "./findings.js";
import { jump } from "./jump.js";
import { openTab } from "./live_tab.js";
import { openPost } from "./post.js";
import { follow, notifyDone } from "./progress.js";

/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */
/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./server.js").Finding} Finding */
/**
 * Results of publishing; see `blogtools.lab.publish_post`.
 * @typedef {{title: string, page: string, url: string, findings: Finding[]}} PostDone
 * @typedef {{reason: "draft" | "future" | "findings", title: string, findings: Finding[]}} Refused
 * @typedef {{line: string, goal: string, added: string[], changed: string[], removed: string[]}} BlogDone
 */
/**
 * @template Done
 * @typedef {import("./progress.js").Line<Done>} Line
 */

/**
 * Save a notebook and publish its post, asking the author where needed.
 * @param {JupyterFrontEnd} app
 * @param {NotebookPanel} panel
 */
export async function publishPost(app, panel) {
  if (!(await saved(panel))) return;
  const post = openPost(panel);
  const request = { path: post.notebookPath, anyway: false, hidden: false };
  for (;;) {
    const message = `Publishing ${coreutils.PathExt.basename(request.path)} …`;
    /** @type {Line<PostDone>} */
    const { done, stopped, failed } = await follow(message, "publish/post", request);
    if (done) {
      // Only for read-only files: a saved notebook may be modified again at once, for example by its kernel's metadata.
      const isOther = isReadOnly(panel) && panel.context.model.dirty;
      const how = isOther ? "Published from the file, which is read-only" : "Published";
      post.changed.emit(); // Updates the status in the panel.
      return notifyDone(`${how}: ${done.title}`, afterPost(app, panel, request.path, done));
    }
    if (failed) return void showFindings(app, panel, "The post was not published", "", failed.errors, "");
    if (!stopped || !(await isWanted(app, panel, stopped))) return;
    if (stopped.reason === "findings") request.anyway = true;
    else request.hidden = true;
  }
}

/**
 * Show what publishing the blog would change, and publish it if the author agrees.
 * @param {string} path of a notebook or a folder of the blog
 * @param {number} unsaved number of open notebooks with unsaved changes
 */
export async function publishBlog(path, unsaved) {
  /** @type {Line<BlogDone>} */
  const plan = await follow("Building the blog to see what would change …", "publish/plan", { path });
  if (plan.failed) return void showFindings(null, null, "The blog cannot be published", "", plan.failed.errors, "");
  if (!plan.done || !(await agrees(plan.done, unsaved))) return;
  /** @type {Line<BlogDone>} */
  const { done, failed } = await follow(`Publishing to ${plan.done.goal} …`, "publish/blog", { path });
  if (done) return notifyDone(done.line, []);
  if (failed) await showFindings(null, null, "The blog was not published", "", failed.errors, "");
}

/** @param {NotebookPanel} panel */
function isReadOnly(panel) {
  return panel.context.contentsModel?.writable === false;
}

/**
 * Save a notebook; return whether that worked. JupyterLab itself reports errors.
 * @param {NotebookPanel} panel
 */
async function saved(panel) {
  if (isReadOnly(panel)) return true;
  try {
    await panel.context.save();
    return true;
  } catch (error) {
    console.warn("blogtools: not published, because the notebook cannot be saved", error);
    return false;
  }
}

/**
 * @param {JupyterFrontEnd} app
 * @param {NotebookPanel} panel
 * @param {string} path of the notebook
 * @param {PostDone} done
 * @returns {import("@jupyterlab/apputils").Notification.IAction[]}
 */
function afterPost(app, panel, path, { title, page, url, findings }) {
  /** @type {import("@jupyterlab/apputils").Notification.IAction[]} */
  const actions = [
    { label: "Open page", displayType: "accent", callback: () => void openTab(async () => ({ path, page })) },
  ];
  if (url) {
    const callback = () => apputils.Clipboard.copyToSystem(url);
    actions.push({ label: "Copy link", caption: url, callback });
  }
  const worth = findings.filter(({ severity }) => severity !== "note");
  if (worth.length) {
    const callback = () => void showFindings(app, panel, `“${title}” is published`, "You may want to fix:", worth, "");
    actions.push({ label: worth.length === 1 ? "1 finding" : `${worth.length} findings`, callback });
  }
  return actions;
}

/**
 * Ask whether to publish a post that was refused.
 * @param {JupyterFrontEnd} app
 * @param {NotebookPanel} panel
 * @param {Refused} stopped
 */
function isWanted(app, panel, { reason, title, findings }) {
  if (reason === "findings") {
    const text = "Fix these errors first:";
    return showFindings(app, panel, `“${title}” is not published yet`, text, findings, "Publish Anyway");
  }
  const why = {
    draft: [`“${title}” is a draft`, "It stays a draft: the next build of the whole blog leaves it out again."],
    future: [`“${title}” has a future date`, "The next build of the whole blog leaves it out until then."],
  }[reason];
  return confirm(why[0], new Text(why[1]), "Publish Now");
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
async function showFindings(app, panel, title, text, findings, accept) {
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
 * @param {BlogDone} plan
 * @param {number} unsaved
 */
function agrees({ goal, added, changed, removed }, unsaved) {
  const kinds = /** @type {const} */ ([
    ["Added", added],
    ["Changed", changed],
    ["Removed", removed],
  ]);
  const list = element("div", { class: "blogtools-changes", tabindex: "0" });
  for (const [name, files] of kinds) {
    if (!files.length) continue;
    list.append(element("h3", {}, `${name} (${files.length})`));
    list.append(element("ul", {}, ...files.map((file) => element("li", {}, file))));
  }
  const isSame = !list.hasChildNodes();
  const text = isSame ? `Nothing changed: ${goal} is up to date.` : `To ${goal}:`;
  const body = new Text(text, ...(isSame ? [] : [list]));
  if (unsaved) {
    const notebooks = unsaved === 1 ? "1 open notebook has changes" : `${unsaved} open notebooks have changes`;
    body.node.append(element("p", {}, `${notebooks} that are not saved and will not be published.`));
  }
  return confirm(isSame ? "There is nothing to publish" : "Publish the blog?", body, isSame ? "" : "Publish");
}

/** A sentence and further nodes. */
class Text extends widgets.Widget {
  /**
   * @param {string} text
   * @param {...Node} more
   */
  constructor(text, ...more) {
    super();
    if (text) this.node.append(element("p", {}, text));
    this.node.append(...more);
  }
}

/**
 * @param {string} title
 * @param {Text} body
 * @param {string} accept
 */
async function confirm(title, body, accept) {
  return (await makeDialog(title, body, accept, { isWarning: false }).launch()).button.accept;
}

/**
 * @param {string} title
 * @param {Text} body
 * @param {string} accept label of the button to go on; empty for none
 * @param {{isWarning: boolean}} kind whether going on is discouraged
 */
function makeDialog(title, body, accept, { isWarning }) {
  const { cancelButton, okButton, warnButton } = apputils.Dialog;
  const buttons = [cancelButton({ label: accept ? "Cancel" : "Close" })];
  if (accept) buttons.push(isWarning ? warnButton({ label: accept }) : okButton({ label: accept }));
  const dialog = new apputils.Dialog({ title, body, buttons, defaultButton: isWarning ? 0 : buttons.length - 1 });
  dialog.addClass("blogtools-dialog");
  return dialog;
}
