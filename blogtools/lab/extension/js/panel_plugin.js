// The post panel in the side bar, and the command that shows it.
import { application, apputils, notebook } from "./shared.js";
import { icons } from "./icons.js";
import { PostPanel } from "./post_panel.js";

const RANK = 350; // between JupyterLab's property inspector (from 100) and debugger (1000)

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const panelPlugin = {
  id: "blogtools:post-panel",
  description: "A panel with the metadata, findings, snippets and status of a post.",
  autoStart: true,
  requires: [notebook.INotebookTracker],
  optional: [application.ILayoutRestorer, apputils.ICommandPalette],
  activate,
};

/**
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} tracker
 * @param {import("@jupyterlab/application").ILayoutRestorer | null} restorer
 * @param {import("@jupyterlab/apputils").ICommandPalette | null} palette
 */
function activate(app, tracker, restorer, palette) {
  const panel = new PostPanel(app);
  app.shell.add(panel, "right", { rank: RANK });
  restorer?.add(panel, panel.id);
  tracker.currentChanged.connect((_, current) => panel.follow(current));
  panel.follow(tracker.currentWidget);

  app.commands.addCommand("blogtools:show-post-panel", {
    label: "Show Post Panel",
    caption: "Show the metadata, findings, snippets and status of this post",
    icon: icons.post,
    execute: () => {
      app.shell.activateById(panel.id);
      panel.node.querySelector("input")?.focus();
    },
  });
  palette?.addItem({ command: "blogtools:show-post-panel", category: "Blog" });
}
