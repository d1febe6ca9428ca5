// The message above a page: why it is not up to date, or why there is none.
import { element } from "./dom.js";

export class Message {
  /** @param {(cell: number, line: number) => void} jump moves to a place in the notebook */
  constructor(jump) {
    this._jump = jump;
    this.node = element("div", { class: "blogtools-message", role: "status", hidden: true });
  }

  /** @param {string} text empty hides the message */
  show(text) {
    this.node.textContent = text;
    this.node.hidden = !text;
    this.node.classList.remove("blogtools-error");
  }

  /** @param {import("./server.js").Finding} problem */
  showProblem({ message, hint, where }) {
    const { cell, line, file } = where;
    const place = cell || !file ? "" : `${file}${line ? `, line ${line}` : ""}: `;
    this.node.replaceChildren(element("span", {}, place + message));
    if (hint) this.node.append(element("em", {}, hint));
    if (cell) {
      const label = line ? `Go to cell ${cell}, line ${line}` : `Go to cell ${cell}`;
      const go = element("button", { type: "button" }, label);
      go.addEventListener("click", () => this._jump(cell, line ?? 1));
      this.node.append(go);
    }
    this.node.hidden = false;
    this.node.classList.add("blogtools-error");
  }
}
