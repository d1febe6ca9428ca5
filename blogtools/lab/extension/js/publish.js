// Publishing, as its author sees it: questions, and what became of it.
import { apputils, coreutils, widgets } from "./shared.js";
import { button, element } from "./dom.js";
import { quoted } from "./findings.js";
import { jump } from "./jump.js";
import { openTab } from "./live_tab.js";
import { openPost } from "./post.js";
import { follow, tellDone } from "./progress.js";

/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */
/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./server.js").Finding} Finding */
/**
 * Of a post; see `blogtools.lab.press`.
 * @typedef {{title: string, page: string, url: string, findings: Finding[]}} PostDone
 * @typedef {{reason: "draft" | "future" | "findings", title: string, findings: Finding[]}} Stopped
 * @typedef {{line: string, goal: string, added: string[], changed: string[], removed: string[]}} BlogDone
 */
/**
 * @template Done
 * @typedef {import("./progress.js").Line<Done>} Line
 */

/**
 * Save a notebook and publish its post, asking its author where that is needed.
 * @param {JupyterFrontEnd} app
 * @param {NotebookPanel} panel
 */
export async function publishPost(app, panel) {
  if (!(await saved(panel))) return;
  const post = openPost(panel);
  const wish = { path: post.notebookPath, anyway: false, hidden: false };
  for (;;) {
    const message = `Publishing ${coreutils.PathExt.basename(wish.path)} …`;
    /** @type {Line<PostDone>} */
    const { done, stopped, failed } = await follow(message, "publish/post", wish);
    if (done) {
      // A notebook that was saved may have changed since: its kernel tells its language, for example.
      const isOther = isReadOnly(panel) && panel.context.model.dirty;
      const how = isOther ? "Published as the file has it, which cannot be written" : "Published";
      post.changed.emit(); // What tells whether the published page is this one looks again.
      return tellDone(`${how}: ${done.title}`, afterPost(app, panel, wish.path, done));
    }
    if (failed) return void showFindings(app, panel, "The post was not published", "", failed.errors, "");
    if (!stopped || !(await isWanted(app, panel, stopped))) return;
    if (stopped.reason === "findings") wish.anyway = true;
    else wish.hidden = true;
  }
}

/**
 * Show what would change for the readers, and change it if the author agrees.
 * @param {string} path of a notebook or a folder of the blog
 * @param {number} unsaved how many open notebooks have changes that no file has
 */
export async function publishBlog(path, unsaved) {
  /** @type {Line<BlogDone>} */
  const plan = await follow("Building the blog, to see what would change …", "publish/plan", { path });
  if (plan.failed) return void showFindings(null, null, "The blog cannot be published", "", plan.failed.errors, "");
  if (!plan.done || !(await agrees(plan.done, unsaved))) return;
  /** @type {Line<BlogDone>} */
  const { done, failed } = await follow(`Publishing to ${plan.done.goal} …`, "publish/blog", { path });
  if (done) return tellDone(done.line, []);
  if (failed) await showFindings(null, null, "The blog was not published", "", failed.errors, "");
}

/** @param {NotebookPanel} panel */
function isReadOnly(panel) {
  return panel.context.contentsModel?.writable === false;
}

/**
 * Whether the file has what the notebook shows; JupyterLab itself tells why not.
 * @param {NotebookPanel} panel
 */
async function saved(panel) {
  if (isReadOnly(panel)) return true;
  try {
    await panel.context.save();
    return true;
  } catch (error) {
    console.warn("blogtools: the notebook cannot be saved, so nothing is published", error);
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
    const callback = () => void showFindings(app, panel, `“${title}” is published`, "You may want to mend:", worth, "");
    actions.push({ label: worth.length === 1 ? "1 finding" : `${worth.length} findings`, callback });
  }
  return actions;
}

/**
 * Whether a post is published in spite of what stopped it.
 * @param {JupyterFrontEnd} app
 * @param {NotebookPanel} panel
 * @param {Stopped} stopped
 */
function isWanted(app, panel, { reason, title, findings }) {
  if (reason === "findings") {
    const text = "Look at this before readers do:";
    return showFindings(app, panel, `“${title}” is not published yet`, text, findings, "Publish Anyway");
  }
  const why = {
    draft: [`“${title}” is a draft`, "It stays one: the next build of the whole blog leaves it out again."],
    future: [`The date of “${title}” has not come`, "The next build of the whole blog leaves it out until its day."],
  }[reason];
  return confirm(why[0], new Text(why[1]), "Publish Now");
}

/**
 * Show findings, with a way to each; whether the author goes on.
 * @param {JupyterFrontEnd | null} app
 * @param {NotebookPanel | null} panel the notebook that they are about; null if they are about others
 * @param {string} title
 * @param {string} text
 * @param {Finding[]} findings
 * @param {string} accept label of the button to go on; without it there is none
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
  const text = isSame ? `Nothing changed: ${goal} has this blog already.` : `To ${goal}:`;
  const body = new Text(text, ...(isSame ? [] : [list]));
  if (unsaved) {
    const notebooks = unsaved === 1 ? "1 open notebook has changes" : `${unsaved} open notebooks have changes`;
    body.node.append(element("p", {}, `${notebooks} that are not saved, and not published.`));
  }
  return confirm(isSame ? "There is nothing to publish" : "Publish the blog?", body, isSame ? "" : "Publish");
}

/** A sentence, and more. */
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
 * @param {string} accept label of the button to go on; without it there is none
 * @param {{isWarning: boolean}} kind whether going on is what only few want
 */
function makeDialog(title, body, accept, { isWarning }) {
  const { cancelButton, okButton, warnButton } = apputils.Dialog;
  const buttons = [cancelButton({ label: accept ? "Cancel" : "Close" })];
  if (accept) buttons.push(isWarning ? warnButton({ label: accept }) : okButton({ label: accept }));
  const dialog = new apputils.Dialog({ title, body, buttons, defaultButton: isWarning ? 0 : buttons.length - 1 });
  dialog.addClass("blogtools-dialog");
  return dialog;
}
