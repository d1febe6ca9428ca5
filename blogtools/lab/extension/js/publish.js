// Publishing of posts and blogs: questions to the author, progress and results.
import { apputils, coreutils } from "./shared.js";
import { makeEdit } from "./changes.js";
import { element } from "./dom.js";
import { openTab } from "./live_tab.js";
import { openPost } from "./post.js";
import { follow, notifyDone } from "./progress.js";
import { agrees, confirm, postList, showFindings, Text } from "./publish_dialogs.js";
import { isReadOnly, save } from "./saving.js";
import { wordsOf } from "./server.js";

/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */
/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */
/** @typedef {import("./server.js").Finding} Finding */
/** @typedef {{source: string, page: string}} PostChange */
/** @typedef {{added: string[], changed: string[], removed: string[]}} Files */
/**
 * Results of publishing; see `blogtools.lab.publish_post` and `blogtools.lab.publish_blog`.
 * @typedef {{title: string, page: string, url: string, findings: Finding[], goal: string,
 *   next: "" | "publish-blog" | "push" | "copy", is_current: boolean}} PostDone
 * @typedef {{reason: "draft" | "future" | "findings" | "none" | "outside" | "others", title: string,
 *   findings: Finding[], detail: string, posts: PostChange[]}} Refused
 * @typedef {{line: string, goal: string, decisions: {slug: string, message: string}[],
 *   changes: {added: PostChange[], changed: PostChange[], removed: PostChange[], files: Files}}} BlogDone
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
  const post = openPost(panel);
  const request = { anyway: false, alone: false, others: false };
  for (;;) {
    if (!(await isSaved(panel))) return;
    const path = post.notebookPath;
    const sources = isReadOnly(panel) ? null : sourcesOf(panel);
    const message = `Publishing ${coreutils.PathExt.basename(path)} …`;
    /** @type {Line<PostDone>} */
    const { done, stopped, failed } = await follow(message, "publish/post", { ...request, path, sources });
    post.changed.emit(); // Updates the status in the panel.
    if (done) return notifyDone(outcome(panel, done), afterPost(app, panel, path, done));
    if (failed) return void showFindings(app, panel, "The post was not published", "", failed.errors, "");
    if (!stopped || !(await isWanted(app, panel, stopped))) return;
    if (stopped.reason === "findings") request.anyway = true;
    else if (stopped.reason === "none") request.alone = true;
    else if (stopped.reason === "others") request.others = true;
    else if (!(await isChanged(panel, stopped))) return;
  }
}

/**
 * Show what publishing the blog would change, and publish it if the author agrees.
 * @param {string} path of a notebook or a folder of the blog
 * @param {NotebookPanel[]} open all open notebooks
 */
export async function publishBlog(path, open) {
  if (!(await areSaved(open))) return;
  /** @type {Line<BlogDone>} */
  const plan = await follow("Building the blog to see what would change …", "publish/plan", { path });
  if (plan.failed) return void showFindings(null, null, "The blog cannot be published", "", plan.failed.errors, "");
  if (!plan.done || !(await agrees(plan.done))) return;
  const agreed = plan.done.decisions.map(({ slug }) => slug);
  /** @type {Line<BlogDone>} */
  const { done, failed } = await follow(`Publishing to ${plan.done.goal} …`, "publish/blog", { path, agreed });
  for (const panel of open) if (!panel.isDisposed) openPost(panel).changed.emit();
  if (done) return notifyDone(done.line, []);
  if (failed) await showFindings(null, null, "The blog was not published", "", failed.errors, "");
}

/**
 * Save a notebook with everything that its author has typed; return whether that worked.
 * @param {NotebookPanel} panel
 */
async function isSaved(panel) {
  const refusals = await save(panel);
  if (!refusals?.length) return refusals !== null;
  const list = element("ul", {}, ...refusals.map((words) => element("li", {}, words)));
  const text = "The post panel has something that cannot be written to the notebook:";
  await confirm("The post was not published", new Text(text, list), "");
  return false;
}

/**
 * Write and, if the author wants to, save what has changed in open notebooks; return whether to go on.
 * @param {NotebookPanel[]} open
 */
async function areSaved(open) {
  await Promise.all(open.map((panel) => openPost(panel).written(true)));
  const states = await Promise.all(open.map(isUnsaved));
  const changed = open.filter((_, index) => states[index]);
  if (!changed.length) return true;
  const list = element("ul", {}, ...changed.map(({ context }) => element("li", {}, context.path)));
  const text = changed.length === 1 ? "A notebook has changes that are not saved:" : "Notebooks have changes that are not saved:";
  const { cancelButton, createButton, okButton } = apputils.Dialog;
  const buttons = [cancelButton(), createButton({ label: "Publish Without Them" }), okButton({ label: "Save and Publish" })];
  const dialog = new apputils.Dialog({ title: "Save before publishing?", body: new Text(text, list), buttons, defaultButton: 2 });
  dialog.addClass("blogtools-dialog");
  const { button: chosen } = await dialog.launch();
  if (!chosen.accept) return false;
  if (chosen.label === buttons[1].label) return true;
  for (const panel of changed) if (!(await isSaved(panel))) return false;
  return true;
}

/**
 * Whether publishing would miss something of a notebook; JupyterLab also calls one dirty whose kernel has started.
 * @param {NotebookPanel} panel
 * @returns {Promise<boolean>}
 */
async function isUnsaved(panel) {
  if (!panel.context.model.dirty || isReadOnly(panel)) return false;
  try {
    return (await openPost(panel).ask("publish/unsaved")).unsaved;
  } catch {
    return true; // To save once more does no harm, and publishing tells what is wrong.
  }
}

/** @param {NotebookPanel} panel */
function sourcesOf(panel) {
  return [...(panel.content.model?.cells ?? [])].map((cell) => cell.sharedModel.getSource());
}

/**
 * Change what keeps a post from readers: it is no draft any more, or has today's date.
 * @param {NotebookPanel} panel
 * @param {Refused} stopped
 */
async function isChanged(panel, { reason, detail }) {
  /** @type {Record<string, any>} */
  const changes = reason === "draft" ? { draft: null } : { date: detail };
  try {
    await makeEdit(openPost(panel), { kind: "fields", changes });
    return true;
  } catch (error) {
    await confirm("The post was not published", new Text(wordsOf(error)), "");
    return false;
  }
}

/**
 * Say in one line what was done.
 * @param {NotebookPanel} panel
 * @param {PostDone} done
 */
function outcome(panel, { title, goal, next, is_current }) {
  const steps = {
    "": "",
    "publish-blog": "Readers get it when you publish the blog.",
    push: "Readers get it when you commit and push the notebook.",
    copy: "Readers get it when you copy the folder _site to a server.",
  };
  const parts = [goal ? `Published to ${goal}: ${title}` : `Built here: ${title}`];
  // Only for read-only files: a saved notebook may be modified again at once, for example by its kernel's metadata.
  if (isReadOnly(panel) && panel.context.model.dirty) parts.push("This is the file, which is read-only.");
  else if (!is_current) parts.push("The file does not have your last changes yet, and neither has the page.");
  if (!goal && steps[next]) parts.push(steps[next]);
  return parts.join(". ").replace(/([.?!])\. /g, "$1 ");
}

/**
 * @param {JupyterFrontEnd} app
 * @param {NotebookPanel} panel
 * @param {string} path of the notebook
 * @param {PostDone} done
 * @returns {import("@jupyterlab/apputils").Notification.IAction[]}
 */
function afterPost(app, panel, path, { title, page, url, findings, goal, next }) {
  /** @type {import("@jupyterlab/apputils").Notification.IAction[]} */
  const actions = [
    { label: "Open page", displayType: "accent", callback: () => void openTab(async () => ({ path, page })) },
  ];
  if (next === "publish-blog") {
    actions.push({ label: "Publish blog …", callback: () => void app.commands.execute("blogtools:publish-blog") });
  }
  if (url && goal) {
    const callback = () => apputils.Clipboard.copyToSystem(url);
    actions.push({ label: "Copy link", caption: url, callback });
  }
  const worth = findings.filter(({ severity }) => severity !== "note");
  if (worth.length) {
    const state = goal ? "published" : "built";
    const callback = () => void showFindings(app, panel, `“${title}” is ${state}`, "You may want to fix:", worth, "");
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
function isWanted(app, panel, { reason, title, findings, detail, posts }) {
  if (reason === "findings") {
    const text = "Fix these errors first:";
    return showFindings(app, panel, `“${title}” is not published yet`, text, findings, "Build Anyway");
  }
  if (reason === "others") {
    const text = "Publishing brings the whole blog to readers, and with it changes of other posts:";
    return confirm("Publish other posts as well?", new Text(text, postList(posts)), "Publish All");
  }
  const isFixed = isReadOnly(panel);
  const [head, text, accept] = {
    draft: [`“${title}” is a draft`, "Publishing it removes the mark `draft`.", isFixed ? "" : "Publish Now"],
    future: [`“${title}” has a future date`, `Publishing it now gives it the date ${detail}.`, isFixed ? "" : "Publish Now"],
    none: [`“${title}” is in no blog`, `Only its page is written, to ${detail}. A folder with a file blogtools.toml is a blog.`, "Write Page"],
    outside: [
      `“${title}” is no post of the blog`,
      `The blog includes the notebooks in its folder ${detail}, but none that begins with _ or that lies in a folder that does, and none that the settings of Quarto or Pelican leave out.`,
      "",
    ],
  }[reason];
  return confirm(head, new Text(text), accept);
}
