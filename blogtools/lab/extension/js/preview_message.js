// The line above a page that says why it is not the newest, or that there is none.
import { element } from "./dom.js";

export class Message {
  /** @param {(cell: number, line: number) => void} jump goes to a place in the notebook */
  constructor(jump) {
    this._jump = jump;
    this.node = element("div", { class: "blogtools-message", role: "status", hidden: true });
  }

  /** @param {string} text nothing takes the message away */
  tell(text) {
    this.node.textContent = text;
    this.node.hidden = !text;
    this.node.classList.remove("blogtools-error");
  }

  /** @param {import("./server.js").Finding} problem */
  tellProblem({ message, hint, where }) {
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
