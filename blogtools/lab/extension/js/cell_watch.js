// When the content of a cell changes, as the page shows it.

/** @typedef {import("@jupyterlab/cells").ICellModel} ICellModel */
/** @typedef {import("@jupyterlab/cells").ICodeCellModel} ICodeCellModel */

/**
 * Call a function at each change of a cell.
 * @param {ICellModel} cell
 * @param {() => void} changed
 */
export function watchCell(cell, changed) {
  cell.contentChanged.connect(changed);
  if (cell.type !== "code") return;
  const { outputs } = /** @type {ICodeCellModel} */ (cell);
  // JupyterLab appends to the text of an output without a word of the cell.
  const watchStreams = () => {
    for (let index = 0; index < outputs.length; index += 1) outputs.get(index).streamText?.changed.connect(changed);
  };
  outputs.changed.connect(watchStreams);
  watchStreams();
}
