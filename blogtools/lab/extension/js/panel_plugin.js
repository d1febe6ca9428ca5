// The panel about the post, in the side bar, and the command that shows it.
import { application, apputils, notebook } from "./shared.js";
import { icons } from "./icons.js";
import { PostPanel } from "./post_panel.js";

const RANK = 350; // between JupyterLab's own: the properties of cells at 100 or more, the debugger at 1000

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const panelPlugin = {
  id: "blogtools:post-panel",
  description: "What a post says of itself, and what its author may mend, beside the notebook.",
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
    caption: "Show what the post of this notebook says of itself, and what may be mended",
    icon: icons.post,
    execute: () => {
      app.shell.activateById(panel.id);
      panel.node.querySelector("input")?.focus();
    },
  });
  palette?.addItem({ command: "blogtools:show-post-panel", category: "Blog" });
}
