// Size of a notebook, estimated because serializing a large one is slow.

/**
 * Estimate the number of characters in the cells of a notebook.
 * @param {import("@jupyterlab/notebook").INotebookModel} model
 */
export function weigh(model) {
  let sum = 0;
  for (const cell of model.cells) {
    sum += cell.sharedModel.getSource().length;
    const { outputs, attachments } = /** @type {any} */ (cell);
    for (let index = 0; index < (outputs?.length ?? 0); index += 1) sum += length(outputs.get(index).data);
    for (const key of attachments?.keys ?? []) sum += length(attachments.get(key)?.data);
  }
  return sum;
}

/** @param {Record<string, unknown> | undefined} bundle by MIME type */
function length(bundle) {
  let sum = 0;
  for (const value of Object.values(bundle ?? {})) {
    if (typeof value === "string") sum += value.length;
    else if (Array.isArray(value)) for (const line of value) sum += String(line).length;
  }
  return sum;
}
