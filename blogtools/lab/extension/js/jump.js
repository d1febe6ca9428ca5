// Navigation to a cell, from a finding or from the page.

/**
 * Scroll a cell into view; a later request to scroll takes precedence.
 * @param {import("@jupyterlab/notebook").NotebookPanel} panel
 * @param {number} index of the cell, counted from 0
 * @param {"start" | "smart"} align
 * @returns {Promise<boolean>} whether the cell is in view
 */
export async function scrollTo(panel, index, align) {
  try {
    await panel.content.scrollToItem(index, align);
    return true;
  } catch {
    return false; // JupyterLab rejects interrupted scrolling.
  }
}

/**
 * Go to a cell of a notebook and put the cursor on one of its lines.
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").NotebookPanel} panel
 * @param {number} cell counted from 1
 * @param {number} [line] counted from 1; without it, the cell is only selected
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
