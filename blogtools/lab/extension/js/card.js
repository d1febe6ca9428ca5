// The share card: how a link to the post looks on other sites.
import { element, setText, showPicture } from "./dom.js";
import { url } from "./server.js";

/** @typedef {import("./facts.js").Facts} Facts */
/** @typedef {import("./facts.js").Actions} Actions */

export class Card {
  /** @param {Actions} actions */
  constructor(actions) {
    this.actions = actions;
    this.picture = element("img", { alt: "Picture shown with shared links" });
    this.note = element("p", { class: "blogtools-card-note" });
    this.host = element("p", { class: "blogtools-card-host" });
    this.title = element("p", { class: "blogtools-card-title" });
    this.text = element("p", { class: "blogtools-card-text" });
    const frame = element("div", { class: "blogtools-card-picture" }, this.picture, this.note);
    const words = element("div", { class: "blogtools-card-words" }, this.host, this.title, this.text);
    this.card = element("div", { class: "blogtools-card" }, frame, words);
    this.node = element("div", {}, this.card);
    this.picture.hidden = this.note.hidden = this.card.hidden = true;
  }

  /** @param {Facts} facts */
  show(facts) {
    this.card.hidden = false;
    const src = facts.card ? url("page", this.actions.window, facts.card) : "";
    showPicture(this.picture, src);
    setText(this.note, src ? "" : facts.card_note);
    this.note.hidden = Boolean(src) || !facts.card_note;
    setText(this.host, facts.address ? new URL(facts.address).host : "");
    this.host.hidden = !facts.address;
    setText(this.title, facts.title);
    setText(this.text, facts.excerpt);
    this.text.hidden = !facts.excerpt;
  }
}
