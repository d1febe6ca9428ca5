// Commands of the live preview.
import { application, apputils, notebook, settingregistry } from "./shared.js";
import { icons } from "./icons.js";
import { openPost } from "./post.js";
import { Preview } from "./preview.js";
import { withdrawTrust } from "./trust.js";

/** @typedef {import("@jupyterlab/application").JupyterFrontEnd} JupyterFrontEnd */
/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */

export const PLUGIN = "blogtools:plugin";

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const previewPlugin = {
  id: PLUGIN,
  description: "Live preview of the published page beside the notebook.",
  autoStart: true,
  requires: [notebook.INotebookTracker],
  optional: [
    application.ILabShell,
    application.ILayoutRestorer,
    apputils.ICommandPalette,
    apputils.IThemeManager,
    settingregistry.ISettingRegistry,
  ],
  activate,
};

/**
 * @param {JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} notebooks
 * @param {import("@jupyterlab/application").ILabShell | null} labShell
 * @param {import("@jupyterlab/application").ILayoutRestorer | null} restorer
 * @param {import("@jupyterlab/apputils").ICommandPalette | null} palette
 * @param {import("@jupyterlab/apputils").IThemeManager | null} themes
 * @param {import("@jupyterlab/settingregistry").ISettingRegistry | null} registry
 */
function activate(app, notebooks, labShell, restorer, palette, themes, registry) {
  /** @type {import("@jupyterlab/apputils").WidgetTracker<Preview>} */
  const previews = new apputils.WidgetTracker({ namespace: "blogtools-preview" });
  let outside = false;
  registry?.load(PLUGIN).then(
    (settings) => {
      const read = () => (outside = settings.get("outsidePictures").composite === true);
      settings.changed.connect(read);
      read();
    },
    (error) => console.warn("blogtools: cannot read the settings", error),
  );
  const look = {
    isDark: () => Boolean(themes?.theme && !themes.isLight(themes.theme)),
    outside: () => outside,
  };
  themes?.themeChanged.connect(() => previews.forEach((preview) => preview.refreshTheme()));

  // The main area of Jupyter Notebook has room for one document only.
  const area = labShell ? "main" : "right";

  /**
   * Add a preview beside the others, or beside a notebook.
   * @param {Partial<import("./preview.js").State>} state
   * @param {NotebookPanel | null} panel
   */
  const add = (state, panel) => {
    const preview = new Preview(app, look, state);
    const other = previews.find(() => true);
    const beside = other ?? panel;
    const mode = other ? "tab-after" : "split-right";
    app.shell.add(preview, area, area === "main" && beside ? { mode, ref: beside.id, activate: false } : {});
    void previews.add(preview);
    preview.stateChanged.connect(() => void previews.save(preview));
    return preview;
  };

  const open = () => {
    const panel = notebooks.currentWidget;
    if (!panel) return;
    const shown = previews.find((one) => one.panel === panel) ?? previews.find((one) => !one.isPinned);
    const preview = shown ?? add({}, panel);
    preview.showPost(panel);
    app.shell.activateById(preview.id);
    if (area === "main") app.shell.activateById(panel.id);
  };

  /**
   * Restore a preview; its notebook is restored, too, possibly before it.
   * @param {Partial<import("./preview.js").State>} state
   */
  const restore = (state) => {
    add(state, null).showPost(notebooks.find((panel) => panel.context.path === state.path) ?? null);
  };

  app.commands.addCommand("blogtools:preview", {
    label: "Preview Post",
    caption: "Show the page of this notebook while you write it",
    icon: icons.preview,
    isEnabled: () => notebooks.currentWidget !== null,
    execute: open,
  });
  palette?.addItem({ command: "blogtools:preview", category: "Blog" });
  app.commands.addCommand("blogtools:withdraw-trust", {
    label: "Withdraw Trust in This Blog",
    caption: "Use the blog's own templates and plugins no longer",
    isEnabled: () => notebooks.currentWidget !== null,
    execute: async () => {
      if (!notebooks.currentWidget) return;
      const post = openPost(notebooks.currentWidget);
      await withdrawTrust(post.notebookPath);
      post.refresh();
    },
  });
  palette?.addItem({ command: "blogtools:withdraw-trust", category: "Blog" });
  app.commands.addCommand("blogtools:restore-preview", { label: "Restore Preview", execute: restore });
  void restorer?.restore(previews, {
    command: "blogtools:restore-preview",
    args: (preview) => preview.state,
    name: (preview) => preview.id,
  });

  notebooks.widgetAdded.connect((_, panel) => {
    previews.find((one) => !one.panel && one.path === panel.context.path)?.showPost(panel);
  });
  notebooks.currentChanged.connect((_, panel) => {
    if (!panel || previews.find((one) => one.panel === panel)) return;
    previews.find((one) => !one.isPinned)?.showPost(panel);
  });
}
