// The notebook as the server is told it: everything at first, then what changed.

/** @typedef {import("@jupyterlab/cells").ICellModel} ICellModel */
/** @typedef {import("@jupyterlab/cells").ICodeCellModel} ICodeCellModel */

export class Draft {
  /**
   * @param {import("@jupyterlab/notebook").NotebookPanel} panel
   * @param {() => void} changed is called at each change that a page may show
   */
  constructor(panel, changed) {
    this.panel = panel;
    /** Ids of cells that changed since they were told. @type {Set<string>} */
    this.dirty = new Set();
    this._changed = changed;
    /** @type {WeakSet<ICellModel>} */
    this._watched = new WeakSet();
  }

  get model() {
    return this.panel.content.model;
  }

  /** Begin to watch, once the notebook is read. */
  watch() {
    this.model?.metadataChanged.connect(this._changed);
    this.model?.cells.changed.connect(this._watchCells, this);
    this._watchCells();
  }

  /** The cells that are to be told; they count as told. */
  take() {
    const told = new Set(this.dirty);
    this.dirty.clear();
    return told;
  }

  /**
   * They were not told after all.
   * @param {Set<string>} told
   */
  giveBack(told) {
    for (const id of told) this.dirty.add(id);
  }

  /**
   * What the server is told; see `blogtools.live.draft.Update`.
   * @param {number} base the revision that it has; everything is told to one that has none
   * @param {Set<string>} told
   * @param {boolean} isWhole whether outputs are told, too
   */
  update(base, told, isWhole) {
    /** @type {string[]} */
    const order = [];
    /** @type {Record<string, unknown>} */
    const cells = {};
    for (const cell of this.model?.cells ?? []) {
      order.push(cell.id);
      if (!base || told.has(cell.id)) cells[cell.id] = isWhole ? cell.toJSON() : withoutOutputs(cell);
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
  // JupyterLab appends to the text of an output without a word of the cell.
  const watchStreams = () => {
    for (let index = 0; index < outputs.length; index += 1) outputs.get(index).streamText?.changed.connect(changed);
  };
  outputs.changed.connect(watchStreams);
  watchStreams();
}

/**
 * A cell as nbformat 4 writes it, but for what running it made.
 * @param {ICellModel} cell
 */
function withoutOutputs({ id, type, sharedModel }) {
  const made = type === "code" ? { outputs: [], execution_count: null } : {};
  return { id, cell_type: type, source: sharedModel.getSource(), metadata: sharedModel.getMetadata(), ...made };
}
