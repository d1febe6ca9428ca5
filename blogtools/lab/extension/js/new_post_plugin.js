// Command, launcher card and menu entry for new posts.
import { application, apputils, filebrowser, launcher, notebook } from "./shared.js";
import { icons } from "./icons.js";
import { jump } from "./jump.js";
import { askForPost } from "./new_post.js";

/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */
/** @typedef {import("@jupyterlab/notebook").INotebookTracker} INotebookTracker */
/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */

const COMMAND = "blogtools:new-post";
const PATIENCE = 5000; // milliseconds to wait until a new notebook is the current one

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
const newPostPlugin = {
  id: "blogtools:new-post",
  description: "Creates posts.",
  autoStart: true,
  optional: [
    notebook.INotebookTracker,
    application.ILabShell,
    apputils.ICommandPalette,
    filebrowser.IDefaultFileBrowser,
  ],
  activate,
};

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
const cardPlugin = {
  id: "blogtools:launcher",
  description: "The launcher card for new posts.",
  autoStart: true,
  // A category of its own, because that of notebooks shows letters instead of icons.
  activate: (_app, /** @type {any} */ cards) => cards?.add({ command: COMMAND, category: "Blog", rank: 0 }),
};

export const newPostPlugins = launcher
  ? [newPostPlugin, { ...cardPlugin, optional: [launcher.ILauncher] }]
  : [newPostPlugin];

/**
 * @param {JupyterFrontEnd} app
 * @param {INotebookTracker | null} tracker
 * @param {import("@jupyterlab/application").ILabShell | null} labShell
 * @param {import("@jupyterlab/apputils").ICommandPalette | null} palette
 * @param {import("@jupyterlab/filebrowser").IDefaultFileBrowser | null} browser
 */
function activate(app, tracker, labShell, palette, browser) {
  app.commands.addCommand(COMMAND, {
    label: (args) => (args["isPalette"] ? "New Post" : "Post"),
    caption: "Create a post in the blog",
    icon: icons.post,
    execute: async (args) => {
      const folder = typeof args["cwd"] === "string" ? args["cwd"] : (browser?.model.path ?? "");
      let path = "";
      try {
        path = await askForPost(withoutDrive(folder));
      } catch (error) {
        await apputils.showErrorMessage("Cannot create a post here", /** @type {Error} */ (error));
      }
      if (!path) return;
      const panel = await app.commands.execute("docmanager:open", { path, factory: "Notebook" });
      // Jupyter Notebook opens it in a browser tab.
      if (panel && tracker && labShell) await show(app, tracker, panel);
      return panel;
    },
  });
  palette?.addItem({ command: COMMAND, category: "Blog", args: { isPalette: true } });
}

/**
 * Put the cursor in the first cell after the metadata, and open the preview.
 * @param {JupyterFrontEnd} app
 * @param {INotebookTracker} tracker
 * @param {NotebookPanel} panel
 */
async function show(app, tracker, panel) {
  await panel.context.ready;
  app.shell.activateById(panel.id);
  if (await becomesCurrent(tracker, panel)) await app.commands.execute("blogtools:preview");
  await jump(app, panel, 2, 1);
}

/**
 * @param {INotebookTracker} tracker
 * @param {NotebookPanel} panel
 * @returns {Promise<boolean>} false on timeout
 */
function becomesCurrent(tracker, panel) {
  if (tracker.currentWidget === panel) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ isCurrent) => {
      tracker.currentChanged.disconnect(look);
      window.clearTimeout(timer);
      resolve(isCurrent);
    };
    const look = () => tracker.currentWidget === panel && end(true);
    const timer = window.setTimeout(() => end(false), PATIENCE);
    tracker.currentChanged.connect(look);
  });
}

/**
 * Remove the drive from a path (`RTC:folder`).
 * @param {string} path
 */
function withoutDrive(path) {
  const colon = path.indexOf(":");
  return colon > 0 && !path.slice(0, colon).includes("/") ? path.slice(colon + 1) : path;
}
