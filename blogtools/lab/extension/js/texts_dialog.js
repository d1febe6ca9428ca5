// A dialog that asks for texts, such as a caption.
import { apputils, widgets } from "./shared.js";
import { field } from "./dialog_parts.js";
import { element, sentence } from "./dom.js";
import { wordsOf } from "./server.js";

/** @typedef {{label: string, value: string, hint: string, isName?: boolean}} Input a text to ask for; a name has one line */

/** A form with a field for each text. */
class Texts extends widgets.Widget {
  /** @param {Input[]} inputs */
  constructor(inputs) {
    super();
    this.addClass("blogtools-dialog-form");
    this.inputs = inputs.map(({ value, isName }) =>
      isName ? element("input", { type: "text", value }) : element("textarea", { rows: "3" }, value),
    );
    inputs.forEach(({ label, hint }, index) => {
      this.node.append(field(label, this.inputs[index], element("small", {}, hint)));
    });
    this.error = element("p", { class: "blogtools-dialog-form-error", role: "alert", hidden: true });
    this.node.append(this.error);
  }

  get texts() {
    return this.inputs.map((input) => input.value.trim());
  }
}

/**
 * A dialog that asks for texts and closes only after they have been written, so that nothing typed is lost.
 * @extends {apputils.Dialog<unknown>}
 */
export class TextsDialog extends apputils.Dialog {
  /**
   * @param {string} title
   * @param {Input[]} inputs
   * @param {(texts: string[]) => Promise<void>} write rejects with a message for the author
   */
  constructor(title, inputs, write) {
    const form = new Texts(inputs);
    super({
      title,
      body: form,
      focusNodeSelector: "input, textarea",
      buttons: [apputils.Dialog.cancelButton(), apputils.Dialog.okButton({ label: "Save" })],
    });
    this.addClass("blogtools-dialog");
    this.form = form;
    this._write = write;
    this._isBusy = false;
  }

  /** @param {number} [index] of a button; the last one by default */
  resolve(index) {
    if (index === 0) return super.resolve(index);
    if (!this._isBusy) void this._save(index);
  }

  /** @param {number | undefined} index */
  async _save(index) {
    this._isBusy = true;
    try {
      await this._write(this.form.texts);
      super.resolve(index);
    } catch (error) {
      if (this.isDisposed) return;
      this.form.error.textContent = sentence(wordsOf(error));
      this.form.error.hidden = false;
    } finally {
      this._isBusy = false;
    }
  }
}
