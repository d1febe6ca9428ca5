// Commands, button and menu entry of the live preview.
import { application, apputils, notebook, settingregistry } from "./shared.js";
import { icons } from "./icons.js";
import { Preview } from "./preview.js";

/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */

export const PLUGIN = "blogtools:plugin";

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const previewPlugin = {
  id: PLUGIN,
  description: "The published page beside the notebook, while it is written.",
  autoStart: true,
  requires: [notebook.INotebookTracker],
  optional: [application.ILabShell, apputils.ICommandPalette, apputils.IThemeManager, settingregistry.ISettingRegistry],
  activate,
};

/**
 * @param {JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} tracker
 * @param {import("@jupyterlab/application").ILabShell | null} labShell
 * @param {import("@jupyterlab/apputils").ICommandPalette | null} palette
 * @param {import("@jupyterlab/apputils").IThemeManager | null} themes
 * @param {import("@jupyterlab/settingregistry").ISettingRegistry | null} registry
 */
function activate(app, tracker, labShell, palette, themes, registry) {
  /** @type {Preview[]} */
  const previews = [];
  let outside = false;
  registry?.load(PLUGIN).then(
    (settings) => {
      const read = () => (outside = settings.get("outsidePictures").composite === true);
      settings.changed.connect(read);
      read();
    },
    (error) => console.warn("blogtools: its settings cannot be read", error),
  );
  const look = {
    isDark: () => Boolean(themes?.theme && !themes.isLight(themes.theme)),
    outside: () => outside,
  };
  themes?.themeChanged.connect(() => previews.forEach((preview) => preview.refreshTheme()));

  // In the shell of Notebook the main area has room for one document only.
  const area = labShell ? "main" : "right";

  const open = () => {
    const panel = tracker.currentWidget;
    if (!panel) return;
    let preview = previews.find((one) => one.panel === panel) ?? previews.find((one) => !one.isPinned);
    if (!preview) {
      preview = new Preview(app, look);
      preview.id = `blogtools-preview-${previews.length}-${Date.now()}`;
      const other = previews[0];
      previews.push(preview);
      preview.disposed.connect((gone) => previews.splice(previews.indexOf(gone), 1));
      const mode = other ? "tab-after" : "split-right";
      app.shell.add(preview, area, area === "main" ? { mode, ref: other ? other.id : panel.id, activate: false } : {});
    }
    preview.show_post(panel);
    app.shell.activateById(preview.id);
    if (area === "main") app.shell.activateById(panel.id);
  };

  app.commands.addCommand("blogtools:preview", {
    label: "Preview Post",
    caption: "Show the page that this notebook makes, while you write it",
    icon: icons.preview,
    isEnabled: () => tracker.currentWidget !== null,
    execute: open,
  });
  palette?.addItem({ command: "blogtools:preview", category: "Blog" });

  tracker.currentChanged.connect((_, panel) => {
    if (!panel || previews.some((preview) => preview.panel === panel)) return;
    previews.find((preview) => !preview.isPinned)?.show_post(panel);
  });
}
