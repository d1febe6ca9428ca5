"""The document in the preview's frame, in a real browser: patched piece by piece, it is the page itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from blogtools.live.delta import NO_TEXT, PageText, delta, split_page
from blogtools.live.draft import Draft
from blogtools.live.page import RenderCache, live_page
from tests.drafts import EDITS, Editor, blog, cells
from tests.web import chromium, hosted

SCRIPTS = Path(__file__).parent.parent / "blogtools" / "lab" / "extension"
LOOK = """
async () => {
  const { LivePage } = await import(`${location.origin}/js/live_page.js`);
  let live;
  window.begin = () => {
    document.querySelector("iframe")?.remove();
    const frame = document.createElement("iframe");
    document.body.append(frame);
    frame.contentDocument.open();
    frame.contentDocument.write("<!doctype html><html><head></head><body></body></html>");
    frame.contentDocument.close();
    live = new LivePage(frame.contentDocument, () => {});
    window.live = live;
    window.pieces = [];
  };
  // What `post.js` does with an answer.
  window.take = (parts) => {
    const old = window.pieces;
    const piece = (part) => (typeof part === "string" ? [part] : old.slice(part[0], part[0] + part[1]));
    window.pieces = parts.flatMap(piece);
    live.show(window.pieces);
    const whole = new DOMParser().parseFromString(window.pieces.join(""), "text/html");
    return [plain(live.document), plain(whole)];
  };
  // Without scripts, which no preview has, without the marks of the patches, attributes in order.
  const plain = (page) => {
    const copy = page.documentElement.cloneNode(true);
    for (const script of copy.querySelectorAll("script")) script.remove();
    const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
    const marks = [];
    while (comments.nextNode()) marks.push(comments.currentNode);
    for (const mark of marks) if (mark.data.startsWith("blogtools ")) mark.remove();
    for (const element of copy.querySelectorAll("*")) {
      const attributes = [...element.attributes].sort((one, other) => (one.name < other.name ? -1 : 1));
      for (const { name } of attributes) element.removeAttribute(name);
      for (const { name, value } of attributes) element.setAttribute(name, value);
    }
    copy.normalize();
    return copy.outerHTML;
  };
  window.begin();
}
"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A browser page that can patch."""
    with hosted(SCRIPTS) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}package.json")
        page.evaluate(LOOK)
        yield page


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(cells(), max_size=5), edits=EDITS)
def test_a_patched_page_is_the_whole_page(
    tmp_path: Path, page: Page, first: list[dict[str, Any]], edits: list[Any]
) -> None:
    """After any sequence of edits, the patched document equals the parsed page."""
    place = blog(tmp_path)
    page.evaluate("begin()")
    editor, memory, draft, shown = Editor(first), RenderCache(), Draft(), NO_TEXT
    for edit in [None, *edits]:
        if edit is not None:
            editor.edit(*edit)
        draft = draft.after(editor.update())
        made = live_page(place, draft, memory)
        text = split_page(made.content, made.placeholders)
        patched, whole = page.evaluate("(parts) => take(parts)", delta(shown, text))
        assert whole == patched
        shown = PageText(text.pieces, text.digest)


BODY = "<!doctype html><html><head><title>t</title></head><body><main>"
END = "</main></body></html>"


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([[BODY, "<p>a</p>", END], [f"{BODY}<div><div>", "<p>b</p>", "</div></div>"]], id="moved"),
        pytest.param([[BODY, "<p>a</p>", END], [f"{BODY}no body", ""], [BODY, "<p>b</p>", END]], id="gone"),
        pytest.param([[f"{BODY}<table><tr><td>", "<p>a</p>", "</table>"], [BODY, "x", ""]], id="table"),
        pytest.param([[BODY, END], [BODY, "<p>a</p>", END], [BODY, END]], id="empty"),
        pytest.param([[BODY, "a", "b", "c", END], [BODY, "a", "c", END], [BODY, "c", "a", END]], id="texts"),
    ],
)
def test_whatever_a_template_does(page: Page, pages: list[list[str]]) -> None:
    """The body may move to another element, vanish and come back."""
    page.evaluate("begin()")
    for pieces in pages:
        patched, whole = page.evaluate("(parts) => take(parts)", pieces)
        assert whole == patched


CELL = '<div class="cell cell-markdown" data-cell="{}">\n<p>{}</p></div>\n'


def test_what_is_selected_and_opened_stays(page: Page) -> None:
    """A change elsewhere, and a change behind it in the same paragraph, leave selection and folds alone."""
    page.evaluate("begin()")
    fold = "<details><summary>more</summary>text</details>"
    first = [BODY, CELL.format(1, "one"), CELL.format(2, f"chosen words</p>{fold}<p>"), END]
    page.evaluate("(parts) => take(parts)", first)
    page.evaluate(
        """() => {
          const { document } = live;
          const text = document.querySelectorAll("p")[1].firstChild;
          document.getSelection().setBaseAndExtent(text, 0, text, 6);
          document.querySelector("details").open = true;
        }"""
    )
    then = [BODY, CELL.format(1, "new"), CELL.format(2, f"chosen words, and more</p>{fold}<p>"), END]
    page.evaluate("(parts) => take(parts)", then)
    assert page.evaluate("String(live.document.getSelection())") == "chosen"
    assert page.evaluate("live.document.querySelector('details').open")
    assert page.evaluate("live.document.querySelectorAll('p')[1].textContent") == "chosen words, and more"


def test_a_cell_put_in_front_leaves_the_others_as_they_are(page: Page) -> None:
    """They only get their new number: the elements are the same ones."""
    page.evaluate("begin()")
    page.evaluate("(parts) => take(parts)", [BODY, *(CELL.format(n, f"text {n}") for n in range(1, 6)), END])
    page.evaluate("window.before = [...live.document.querySelectorAll('.cell')]")
    texts = ["new", *(f"text {n}" for n in range(1, 6))]
    page.evaluate("(parts) => take(parts)", [BODY, *(CELL.format(n, t) for n, t in enumerate(texts, 1)), END])
    assert page.evaluate("before.every((cell, index) => cell === live.document.querySelectorAll('.cell')[index + 1])")
    numbers = page.evaluate("[...live.document.querySelectorAll('.cell')].map((cell) => cell.dataset.cell)")
    assert numbers == ["1", "2", "3", "4", "5", "6"]
