// Changes that the server works out are made in the notebook as if the author had typed them: they can be undone, and
// others who edit the same notebook see them.

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */

/**
 * What becomes of a notebook; see `blogtools.edit.change.Change`.
 * @typedef {{cells?: {cell: number, source?: string, metadata?: Record<string, any>}[],
 *   first?: {kind: "markdown" | "code" | "raw", source: string}, metadata?: Record<string, any>}} Change
 */

/**
 * What the author asks for; see `blogtools.lab.edits`.
 * @typedef {{kind: "fields", changes: Record<string, any>}
 *   | {kind: "option", cell: number, option: string, value: any}
 *   | {kind: "alt", cell: number, image: number, text: string}} Edit
 */

/**
 * Have the server work out a change of the notebook as it stands now, and make it.
 * @param {import("./post.js").OpenPost} post
 * @param {Edit} edit
 * @returns {Promise<void>} fails with a `RefusedError` whose message is for the author
 */
export async function makeEdit(post, edit) {
  applyChange(post.panel, await post.ask("edit", { edit }));
}

/**
 * Make a change in an open notebook, as one step that can be undone.
 * @param {NotebookPanel} panel
 * @param {Change} change
 */
export function applyChange(panel, change) {
  const model = panel.content.model;
  if (!model) return;
  model.sharedModel.transact(() => {
    for (const { cell, source, metadata } of change.cells ?? []) {
      const shared = model.sharedModel.cells[cell - 1];
      if (!shared) continue;
      if (source !== undefined) replaceSource(shared, source);
      if (metadata !== undefined) shared.setMetadata(metadata);
    }
    if (change.metadata !== undefined) model.sharedModel.metadata = /** @type {any} */ (change.metadata);
    if (change.first) {
      const { kind, source } = change.first;
      model.sharedModel.insertCell(0, { cell_type: kind, source, metadata: {} });
    }
  });
}

/**
 * Only what differs is replaced, so that cursors of others stay where they are.
 * @param {import("@jupyter/ydoc").ISharedCell} shared
 * @param {string} source
 */
function replaceSource(shared, source) {
  const old = shared.getSource();
  let start = 0;
  while (start < old.length && start < source.length && old[start] === source[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, source.length) - start;
  while (end < most && old[old.length - 1 - end] === source[source.length - 1 - end]) end += 1;
  shared.updateSource(start, old.length - end, source.slice(start, source.length - end));
}
