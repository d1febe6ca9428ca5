// The document in the preview's iframe, patched piece by piece.
import { morph, morphNodes } from "./morph.js";

/** Comments in the document that mark the start and end of the post's body, and the start of each piece. */
const BODY = "blogtools body";
const BODY_END = "blogtools end";
const PIECE = "blogtools piece";
/** Matches the number of a cell, which changes when cells are inserted above. */
const NUMBER = /^(<div class="cell [^"]*" data-cell=")(\d+)"/;

/**
 * A piece of the body: its HTML, the HTML without the cell's number, and the comment before its nodes.
 * @typedef {{html: string, key: string, mark: Comment}} Piece
 */

export class LivePage {
  /**
   * @param {Document} document an empty document
   * @param {(fresh: Document) => void} prepare adjusts the layout before it is shown
   */
  constructor(document, prepare) {
    this.document = document;
    this.prepare = prepare;
    this.head = "";
    this.tail = "";
    /** @type {Piece[]} */
    this.body = [];
    /** @type {Comment} */
    this.start = document.createComment(BODY);
    /** @type {Comment} */
    this.end = document.createComment(BODY_END);
  }

  /**
   * Show a page.
   * @param {string[]} pieces markup before the body, pieces of the body, markup after it
   */
  show(pieces) {
    const head = pieces[0];
    const tail = pieces[pieces.length - 1];
    if (head !== this.head || tail !== this.tail) this._showLayout(head, tail);
    this._showBody(pieces.slice(1, -1));
  }

  /**
   * @param {string} head
   * @param {string} tail
   */
  _showLayout(head, tail) {
    const page = new DOMParser().parseFromString(`${head}<!--${BODY}-->${tail}`, "text/html");
    for (const script of page.querySelectorAll("script")) script.remove();
    this.prepare(page);
    morph(this.document.documentElement, page.documentElement, (element) => this._besideBody(element));
    if (!this.start.isConnected) this._begin();
    this.head = head;
    this.tail = tail;
  }

  /**
   * The children of an element, with the body represented by the comment at its start.
   * @param {Element} element
   */
  _besideBody(element) {
    const nodes = [...element.childNodes];
    const first = nodes.indexOf(this.start);
    return first < 0 ? nodes : [...nodes.slice(0, first + 1), ...nodes.slice(nodes.indexOf(this.end) + 1)];
  }

  /** Locate the body, which is new or has moved. */
  _begin() {
    for (const piece of this.body) this._remove(piece);
    this.body = [];
    this.end.remove();
    const comments = this.document.createTreeWalker(this.document, NodeFilter.SHOW_COMMENT);
    for (let node = comments.nextNode(); node; node = comments.nextNode()) {
      if (/** @type {Comment} */ (node).data !== BODY) continue;
      this.start = /** @type {Comment} */ (node);
      this.start.after(this.end);
      return;
    }
  }

  /**
   * Keep the equal pieces at both ends, and pair those between them in order.
   * @param {string[]} pieces
   */
  _showBody(pieces) {
    const old = this.body;
    const keys = pieces.map((html) => html.replace(NUMBER, "$1"));
    const least = Math.min(old.length, pieces.length);
    let start = 0;
    while (start < least && old[start].key === keys[start]) start += 1;
    let end = 0;
    while (end < least - start && old[old.length - 1 - end].key === keys[keys.length - 1 - end]) end += 1;
    const rest = old.slice(start, old.length - end);
    this.body = pieces.map((html, index) => {
      if (index < start) return this._renumber(old[index], html);
      if (index >= pieces.length - end) return this._renumber(old[index - pieces.length + old.length], html);
      const place = rest[index - start];
      return this._make(html, keys[index], place ?? null, rest[index - start + 1] ?? old[old.length - end] ?? null);
    });
    for (const piece of rest.slice(pieces.length - start - end)) this._remove(piece);
  }

  /**
   * Turn the piece `place` into a new one, or insert it before `next`.
   * @param {string} html
   * @param {string} key
   * @param {Piece | null} place
   * @param {Piece | null} next
   * @returns {Piece}
   */
  _make(html, key, place, next) {
    const beyond = next?.mark ?? this.end;
    const template = this.document.createElement("template");
    template.innerHTML = html;
    for (const script of template.content.querySelectorAll("script")) script.remove();
    if (!place) {
      const mark = this.document.createComment(PIECE);
      beyond.before(mark, template.content);
      return { html, key, mark };
    }
    const parent = /** @type {Node} */ (place.mark.parentNode);
    morphNodes(parent, nodesAfter(place.mark), [...template.content.childNodes], beyond);
    return { html, key, mark: place.mark };
  }

  /**
   * Keep a piece, whose cell may have a new number.
   * @param {Piece} piece
   * @param {string} html
   */
  _renumber(piece, html) {
    const number = html === piece.html ? null : NUMBER.exec(html);
    if (number) piece.mark.nextElementSibling?.setAttribute("data-cell", number[2]);
    return { ...piece, html };
  }

  /** @param {Piece} piece */
  _remove(piece) {
    for (const node of nodesAfter(piece.mark)) node.remove();
    piece.mark.remove();
  }
}

/**
 * The nodes of a piece, up to the next piece or the end of the body.
 * @param {Comment} mark
 */
function nodesAfter(mark) {
  /** @type {ChildNode[]} */
  const nodes = [];
  for (let node = mark.nextSibling; node && !isMark(node); node = node.nextSibling) nodes.push(node);
  return nodes;
}

/** @param {Node} node */
function isMark(node) {
  return node.nodeType === Node.COMMENT_NODE && [PIECE, BODY_END].includes(/** @type {Comment} */ (node).data);
}
