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
 *   | {kind: "alt", cell: number, image: number, text: string}
 *   | {kind: "tag", cell: number, tag: string, present?: boolean}} Edit
 */

const MOST_TRIES = 6; // until a notebook that somebody else keeps changing is left alone
const FIRST_PAUSE = 50; // milliseconds until the second one; each pause is twice the one before

/**
 * Have the server work out a change of the notebook as it stands now, and make it. What is written into the same cells
 * meanwhile stays: the server is asked again.
 * @param {import("./post.js").OpenPost} post
 * @param {Edit} edit
 * @returns {Promise<void>} fails with a `RefusedError` whose message is for the author
 */
export async function makeEdit(post, edit) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = standing(post.panel);
    /** @type {Change} */
    const change = await post.ask("edit", { edit });
    const now = standing(post.panel);
    const numbers = (change.cells ?? []).map(({ cell }) => cell);
    const isSame =
      now.order === before.order &&
      now.metadata === before.metadata &&
      numbers.every((number) => now.cells[number - 1] === before.cells[number - 1]);
    if (isSame) {
      applyChange(post.panel, change);
      return;
    }
    await new Promise((resolve) => window.setTimeout(resolve, FIRST_PAUSE * 2 ** tries));
  }
  throw new Error("The notebook is being changed by somebody else; try again");
}

/**
 * What a change builds on.
 * @param {NotebookPanel} panel
 */
function standing(panel) {
  const shared = panel.content.model?.sharedModel;
  const cells = shared?.cells ?? [];
  return {
    order: cells.map((cell) => cell.id).join(),
    cells: cells.map((cell) => JSON.stringify([cell.getSource(), cell.getMetadata()])),
    metadata: JSON.stringify(shared?.metadata),
  };
}

/**
 * Make a change in an open notebook, as one step that can be undone.
 * @param {NotebookPanel} panel
 * @param {Change} change
 */
export function applyChange(panel, change) {
  const model = panel.content.model;
  if (!model) return;
  // What else is done within half a second would be undone with it.
  const { undoManager } = /** @type {{undoManager?: {stopCapturing(): void}}} */ (/** @type {unknown} */ (model.sharedModel));
  undoManager?.stopCapturing();
  model.sharedModel.transact(() => {
    for (const { cell, source, metadata } of change.cells ?? []) {
      const shared = model.sharedModel.cells[cell - 1];
      if (!shared) continue;
      if (source !== undefined) replaceSource(shared, source);
      if (metadata !== undefined) replaceMetadata(shared, metadata);
    }
    if (change.metadata !== undefined) model.sharedModel.metadata = /** @type {any} */ (change.metadata);
    if (change.first) {
      const { kind, source } = change.first;
      model.sharedModel.insertCell(0, { cell_type: kind, source, metadata: {} });
    }
  });
  undoManager?.stopCapturing();
}

/**
 * `setMetadata` leaves what the new metadata does not have.
 * @param {import("@jupyter/ydoc").ISharedCell} shared
 * @param {Record<string, any>} metadata
 */
function replaceMetadata(shared, metadata) {
  for (const key of Object.keys(shared.getMetadata())) if (!(key in metadata)) shared.deleteMetadata(key);
  shared.setMetadata(metadata);
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
