// Updates of the notebook for the server: everything at first, then what changed.

/** @typedef {import("@jupyterlab/cells").ICellModel} ICellModel */
/** @typedef {import("@jupyterlab/cells").ICodeCellModel} ICodeCellModel */

export class Draft {
  /**
   * @param {import("@jupyterlab/notebook").NotebookPanel} panel
   * @param {() => void} changed called at each change that may affect the page
   */
  constructor(panel, changed) {
    this.panel = panel;
    /** Ids of cells that changed since they were sent. @type {Set<string>} */
    this.dirty = new Set();
    this._changed = changed;
    /** @type {WeakSet<ICellModel>} */
    this._watched = new WeakSet();
  }

  get model() {
    return this.panel.content.model;
  }

  /** Start watching, once the notebook has been loaded. */
  watch() {
    this.model?.metadataChanged.connect(this._changed);
    this.model?.cells.changed.connect(this._watchCells, this);
    this._watchCells();
  }

  /** Return the ids of the cells to send, and mark them as sent. */
  take() {
    const sent = new Set(this.dirty);
    this.dirty.clear();
    return sent;
  }

  /**
   * Mark cells as unsent, after the server did not receive them.
   * @param {Set<string>} sent
   */
  restore(sent) {
    for (const id of sent) this.dirty.add(id);
  }

  /**
   * Make an update for the server; see `blogtools.live.draft.Update`.
   * @param {number} base the revision that the server has; 0 sends everything
   * @param {Set<string>} changed ids of the cells to send
   * @param {boolean} isWhole whether outputs are included
   */
  update(base, changed, isWhole) {
    /** @type {string[]} */
    const order = [];
    /** @type {Record<string, unknown>} */
    const cells = {};
    for (const cell of this.model?.cells ?? []) {
      order.push(cell.id);
      if (!base || changed.has(cell.id)) cells[cell.id] = isWhole ? cell.toJSON() : withoutOutputs(cell);
    }
    return { order, cells, metadata: this.model?.sharedModel.metadata, base };
  }

  _watchCells() {
    for (const cell of this.model?.cells ?? []) {
      if (this._watched.has(cell)) continue;
      this._watched.add(cell);
      this.dirty.add(cell.id);
      watchCell(cell, () => {
        this.dirty.add(cell.id);
        this._changed();
      });
    }
    this._changed();
  }
}

/**
 * Call a function at each change of a cell.
 * @param {ICellModel} cell
 * @param {() => void} changed
 */
function watchCell(cell, changed) {
  cell.contentChanged.connect(changed);
  if (cell.type !== "code") return;
  const { outputs } = /** @type {ICodeCellModel} */ (cell);
  // JupyterLab appends to stream outputs without a signal of the cell.
  const watchStreams = () => {
    for (let index = 0; index < outputs.length; index += 1) outputs.get(index).streamText?.changed.connect(changed);
  };
  outputs.changed.connect(watchStreams);
  watchStreams();
}

/**
 * A cell in nbformat 4, without its outputs.
 * @param {ICellModel} cell
 */
function withoutOutputs({ id, type, sharedModel }) {
  const made = type === "code" ? { outputs: [], execution_count: null } : {};
  return { id, cell_type: type, source: sharedModel.getSource(), metadata: sharedModel.getMetadata(), ...made };
}
