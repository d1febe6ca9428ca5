// Applies changes that the server computes to the shared notebook, as if the author had typed them: they can be undone,
// and other people who edit the notebook see them.

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */

/**
 * A change of a notebook; see `blogtools.edit.change.Change`.
 * @typedef {{cells?: {cell: number, source?: string, metadata?: Record<string, any>}[],
 *   first?: {kind: "markdown" | "code" | "raw", source: string}, metadata?: Record<string, any>}} Change
 */

/**
 * An edit that the author requests; see `blogtools.lab.edits`.
 * @typedef {{kind: "fields", changes: Record<string, any>}
 *   | {kind: "option", cell: number, option: string, value: any}
 *   | {kind: "alt", cell: number, image: number, text: string}
 *   | {kind: "tag", cell: number, tag: string, present?: boolean}} Edit
 */

const MOST_TRIES = 6; // before giving up on a notebook that somebody else keeps changing
const FIRST_PAUSE = 50; // milliseconds before the second try; each pause is twice the previous one

/**
 * Have the server compute a change for the current notebook, and apply it. If the cells concerned were edited meanwhile,
 * the edits stay and the server computes the change again.
 * @param {import("./post.js").OpenPost} post
 * @param {Edit} edit
 * @returns {Promise<void>} rejects with a `RefusedError` whose message is for the author
 */
export function makeEdit(post, edit) {
  return post.track(tryEdit(post, edit));
}

/**
 * @param {import("./post.js").OpenPost} post
 * @param {Edit} edit
 */
async function tryEdit(post, edit) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = snapshot(post.panel);
    /** @type {Change} */
    const change = await post.ask("edit", { edit });
    const now = snapshot(post.panel);
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
  throw new Error("Somebody else is editing the notebook; try again");
}

/**
 * The state that a change applies to.
 * @param {NotebookPanel} panel
 */
function snapshot(panel) {
  const shared = panel.content.model?.sharedModel;
  const cells = shared?.cells ?? [];
  return {
    order: cells.map((cell) => cell.id).join(),
    cells: cells.map((cell) => JSON.stringify([cell.getSource(), cell.getMetadata()])),
    metadata: JSON.stringify(shared?.metadata),
  };
}

/**
 * Apply a change to an open notebook as one undo step.
 * @param {NotebookPanel} panel
 * @param {Change} change
 */
export function applyChange(panel, change) {
  const model = panel.content.model;
  if (!model) return;
  // Otherwise, edits within half a second would be part of the same undo step.
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
 * Replace all metadata; `setMetadata` alone keeps keys that are missing from the new metadata.
 * @param {import("@jupyter/ydoc").ISharedCell} shared
 * @param {Record<string, any>} metadata
 */
function replaceMetadata(shared, metadata) {
  for (const key of Object.keys(shared.getMetadata())) if (!(key in metadata)) shared.deleteMetadata(key);
  shared.setMetadata(metadata);
}

/**
 * Replace only the part that differs, so that other people's cursors stay in place.
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
