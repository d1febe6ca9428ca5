// Completion in cells of notebooks.
import { completer, notebook, settingregistry } from "./shared.js";
import { CellCompletion } from "./cell_completion.js";
import { COMPLETING } from "./completion_list.js";
import { PLUGIN } from "./preview_plugin.js";

const CHOOSE = "blogtools:choose-completion";

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const completionPlugin = {
  id: "blogtools:completion",
  description: "Completes citations, references, links, metadata and options in cells.",
  autoStart: true,
  requires: [notebook.INotebookTracker],
  optional: [settingregistry.ISettingRegistry],
  activate,
};

/**
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} tracker
 * @param {import("@jupyterlab/settingregistry").ISettingRegistry | null} registry
 */
function activate(app, tracker, registry) {
  if (!completer) return; // The host has no completion.
  const completion = new CellCompletion(tracker);
  // JupyterLab's own binding for Enter, which chooses from its own list, is less specific.
  app.commands.addCommand(CHOOSE, { label: "Choose Completion", execute: () => completion.list.selectActive() });
  app.commands.addKeyBinding({ command: CHOOSE, keys: ["Enter"], selector: `.jp-Notebook .jp-mod-completer-active.${COMPLETING}` });
  registry?.load(PLUGIN).then(
    (settings) => {
      const read = () => completion.turn(settings.get("completion").composite !== false);
      settings.changed.connect(read);
      read();
    },
    (error) => console.warn("blogtools: cannot read the settings", error),
  );
}
