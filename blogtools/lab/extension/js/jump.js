// From a finding, or a place on the page, to the cell that it is about.

/**
 * Bring a cell into view; another wish to scroll that comes in between has its way.
 * @param {import("@jupyterlab/notebook").NotebookPanel} panel
 * @param {number} index of the cell, counted from 0
 * @param {"start" | "smart"} align
 * @returns {Promise<boolean>} whether the cell is there now
 */
export async function scrollTo(panel, index, align) {
  try {
    await panel.content.scrollToItem(index, align);
    return true;
  } catch {
    return false; // JupyterLab rejects what it was not allowed to finish.
  }
}

/**
 * Show a cell of a notebook, with the cursor on a line of it.
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").NotebookPanel} panel
 * @param {number} cell counted from 1
 * @param {number} [line] counted from 1; without it the cell is only selected
 */
export async function jump(app, panel, cell, line) {
  const notebook = panel.content;
  const index = Math.min(cell, notebook.widgets.length) - 1;
  if (index < 0) return;
  app.shell.activateById(panel.id);
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  await scrollTo(panel, index, "smart");
  if (line === undefined) return;
  const target = notebook.widgets[index];
  await target.ready;
  notebook.mode = "edit";
  target.inputHidden = false;
  if ("rendered" in target) target.rendered = false;
  target.editor?.focus();
  target.editor?.setCursorPosition({ line: line - 1, column: 0 });
  target.editor?.revealPosition({ line: line - 1, column: 0 });
}
