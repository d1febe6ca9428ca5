// Readable names for the exporters in JupyterLab's menu, which shows entry-point names by default.
import { mainmenu, notebook } from "./shared.js";

/** See `blogtools.lab.exporters`. @type {Record<string, string>} */
const NAMES = { blogpost: "Blog Post (HTML)", blogpost_markdown: "Blog Post (Markdown)" };
const MENU = "jp-mainmenu-file-notebookexport";

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const exportersPlugin = {
  id: "blogtools:exporters",
  description: "Readable names for the exporters of blogtools.",
  autoStart: true,
  requires: [notebook.INotebookTracker, mainmenu.IMainMenu],
  activate,
};

/**
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} notebooks
 * @param {import("@jupyterlab/mainmenu").IMainMenu} menus
 */
function activate(app, notebooks, menus) {
  const name = async () => {
    // JupyterLab fills the menu after the first notebook opens and the formats are known.
    notebooks.widgetAdded.disconnect(name);
    await app.serviceManager.nbconvert.getExportFormats(false);
    window.setTimeout(() => rename(menus.fileMenu.items.find((item) => item.submenu?.id === MENU)?.submenu ?? null));
  };
  notebooks.widgetAdded.connect(name);
}

/** @param {import("@lumino/widgets").Menu | null} menu */
function rename(menu) {
  for (const [index, { command, args }] of [...(menu?.items ?? [])].entries()) {
    const label = NAMES[String(args.format)];
    if (!label) continue;
    menu?.removeItemAt(index);
    menu?.insertItem(index, { command, args: { ...args, label } });
  }
}
