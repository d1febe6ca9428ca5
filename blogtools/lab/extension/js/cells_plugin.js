// Commands, menus and badges of cells.
import { apputils, notebook, settingregistry, uiComponents } from "./shared.js";
import { CellBadges, changeCell, describeCell, nameCell } from "./cells.js";
import { icons } from "./icons.js";
import { PLUGIN } from "./preview_plugin.js";

/** @typedef {import("./cells.js").Part} Part */
/** @typedef {import("./cells.js").Value} Value */

const PARTS = { source: "Input", output: "Output", cell: "Cell" };
const VALUES = { show: "Show", fold: "Fold", remove: "Hide" };
const VISIBILITY = "blogtools:cell-visibility";

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const cellsPlugin = {
  id: "blogtools:cells",
  description: "Commands that set what readers see of a cell, and badges that show it.",
  autoStart: true,
  requires: [notebook.INotebookTracker],
  optional: [apputils.ICommandPalette, settingregistry.ISettingRegistry],
  activate,
};

/**
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} tracker
 * @param {import("@jupyterlab/apputils").ICommandPalette | null} palette
 * @param {import("@jupyterlab/settingregistry").ISettingRegistry | null} registry
 */
function activate(app, tracker, palette, registry) {
  /** @type {Map<import("@jupyterlab/notebook").NotebookPanel, CellBadges>} */
  const badges = new Map();
  let isOn = false; // until the settings are loaded

  /** @param {import("@jupyterlab/notebook").NotebookPanel | null} panel */
  const at = (panel) => {
    if (!panel) return undefined;
    let found = badges.get(panel);
    if (!found) {
      found = new CellBadges(panel, isOn);
      badges.set(panel, found);
      panel.disposed.connect(() => badges.delete(panel));
    }
    return found;
  };
  const follow = () => {
    if (isOn) at(tracker.currentWidget);
  };
  tracker.currentChanged.connect(follow);
  /** @param {boolean} wanted */
  const turn = (wanted) => {
    isOn = wanted;
    for (const one of badges.values()) one.toggle(isOn);
    follow();
  };
  const known = registry ? registry.load(PLUGIN) : Promise.reject(new Error("no settings"));
  known.then(
    (settings) => {
      const read = () => turn(settings.get("badges").composite !== false);
      settings.changed.connect(read);
      read();
    },
    () => turn(true), // the default
  );

  const isEnabled = () => tracker.currentWidget !== null && tracker.activeCell !== null;
  const isCode = () => isEnabled() && tracker.activeCell?.model.type === "code";
  /** @param {(found: CellBadges) => Promise<void>} act */
  const change = async (act) => {
    const found = at(tracker.currentWidget);
    if (!found) return;
    await act(found);
    await found.refresh();
  };
  app.commands.addCommand(VISIBILITY, {
    label: ({ part, value }) => `${VALUES[/** @type {Value} */ (value)]} ${PARTS[/** @type {Part} */ (part)]}`,
    caption: "Choose what readers see of this cell",
    isEnabled: ({ part }) => (part === "cell" ? isEnabled() : isCode()),
    isToggled: ({ part, value }) => isSet(at(tracker.currentWidget)?.active?.options[String(part)], value),
    execute: ({ part, value }) =>
      change(async ({ panel }) => {
        const cell = panel.content.activeCellIndex + 1;
        await changeCell(panel, [{ kind: "option", cell, option: String(part), value }]);
      }),
  });
  app.commands.addCommand("blogtools:cell-describe", {
    label: "Caption and Alternative Text …",
    isEnabled,
    execute: () => change(describeCell),
  });
  app.commands.addCommand("blogtools:cell-name", {
    label: "Name as Snippet …",
    isEnabled: isCode,
    execute: () => change(nameCell),
  });
  app.commands.addCommand("blogtools:cell-menu", {
    label: "For Readers",
    caption: "Choose what readers see of this cell",
    icon: icons.readers,
    isEnabled,
    execute: async () => {
      await at(tracker.currentWidget)?.refresh();
      const button = tracker.activeCell?.node.querySelector('[data-jp-item-name="blogtools-readers"]');
      const { left, bottom } = (button ?? tracker.activeCell?.node ?? document.body).getBoundingClientRect();
      cellMenu(app.commands).open(left, bottom);
    },
  });
  for (const [part, value] of everyVisibility()) {
    palette?.addItem({ command: VISIBILITY, args: { part, value }, category: "Blog" });
  }
  palette?.addItem({ command: "blogtools:cell-describe", category: "Blog" });
  palette?.addItem({ command: "blogtools:cell-name", category: "Blog" });
}

/**
 * Whether a visibility is set; `open` counts as shown.
 * @param {string | undefined} now
 * @param {unknown} value
 */
function isSet(now, value) {
  return (now === "open" ? "show" : now) === value;
}

/** @returns {[Part, Value][]} */
function everyVisibility() {
  const parts = /** @type {Part[]} */ (Object.keys(PARTS));
  const values = /** @type {Value[]} */ (Object.keys(VALUES));
  return parts.flatMap((part) => values.map((value) => /** @type {[Part, Value]} */ ([part, value])));
}

/**
 * A menu with check marks, in JupyterLab's style.
 * @param {import("@lumino/commands").CommandRegistry} commands
 */
function cellMenu(commands) {
  const menu = new uiComponents.MenuSvg({ commands });
  let last = "";
  for (const [part, value] of everyVisibility()) {
    if (last && part !== last) menu.addItem({ type: "separator" });
    menu.addItem({ command: VISIBILITY, args: { part, value } });
    last = part;
  }
  menu.addItem({ type: "separator" });
  menu.addItem({ command: "blogtools:cell-describe" });
  menu.addItem({ command: "blogtools:cell-name" });
  return menu;
}
