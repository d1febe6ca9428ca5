import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.render.sanitize.contain import contain, is_contained


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("plain text, 1 < 2 and 3<4", id="text"),
        pytest.param('<div class="a"><p>one<p>two</div>', id="paragraphs without end tags"),
        pytest.param("<p>it<div>x</p></div>", id="paragraph that a block ended"),
        pytest.param("<ul><li>a<li>b<ul><li>c</ul></ul>", id="list items without end tags"),
        pytest.param("<dl><dt>a<dd>b<dt>c</dl>", id="definitions without end tags"),
        pytest.param("<table><tr><th>a<tr><td>b<table><td>c</table></table>", id="cells without end tags, nested"),
        pytest.param("<svg><g/><path d='M0'/><style/><title>t</title></svg>", id="elements closed in SVG"),
        pytest.param("<svg><![CDATA[<div>]]></svg>", id="CDATA in SVG"),
        pytest.param("<math><mtext><span>a</span><b>b</b></mtext><mn>1</mn></math>", id="HTML in a text of MathML"),
        pytest.param("<script>var a = '</div>';</script>", id="markup in a script"),
        pytest.param("<textarea></div><table></textarea>", id="markup in a text area"),
        pytest.param('<a title="</div>" href=x>y</a>', id="markup in an attribute"),
        pytest.param("<!-- </div> --><!--> <!---> <p it's>x</p>", id="comments and a stray quote"),
        pytest.param("a<br>b<br/>c<img src=x><hr>", id="void elements"),
        pytest.param("<h2>a</h3>", id="headings that end each other"),
    ],
)
def test_correct_html_comes_back_as_it_is(html: str) -> None:
    """What stays inside its fragment is not touched, however loosely it is written."""
    assert html == contain(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<div>a", "<div>a</div>", id="div left open"),
        pytest.param("</div></article>b</main>", "b", id="end tags that would close the page's elements"),
        pytest.param("<div/>x", "<div>x</div>", id="div that only looks closed"),
        pytest.param("<details><summary>x", "<details><summary>x</summary></details>", id="details"),
        pytest.param("<table><tr><td>x", "<table><tbody><tr><td>x</td></tr></tbody></table>", id="table"),
        pytest.param("<b>x<i>y</b>", "<b>x<i>y</i></b>", id="formatting that would go on after the cell"),
        pytest.param(
            "<ul><li><div></li></div></ul>", "<ul><li><div></div></li></ul>", id="div that its list item closed"
        ),
        pytest.param(
            "<table><td></div></table>", "<table><td></div></table>", id="end tag that cannot leave a table cell"
        ),
        pytest.param("<svg><path/><p>x</svg>", "<svg><path></path></svg><p>x</p>", id="SVG that a paragraph ended"),
        pytest.param("<svg><path>", "<svg><path></path></svg>", id="SVG left open"),
        pytest.param(
            "<math><mtext><p>x</math>", "<math><mtext><p>x</p></mtext></math>", id="a text of MathML left open"
        ),
        pytest.param(
            "<math><mrow><p>x</math>", "<math><mrow></mrow></math><p>x</p>", id="MathML that a paragraph ended"
        ),
        pytest.param("<style>p{}", "&lt;style>p{}", id="style"),
        pytest.param("<script>a<b", "&lt;script>a&lt;b", id="script"),
        pytest.param("a<!-- b", "a<!-- b-->", id="comment"),
        pytest.param('a <a href="x>b', 'a &lt;a href="x>b', id="attribute that never ends"),
        pytest.param("a <b", "a &lt;b", id="tag that never ends"),
        pytest.param("<</div>b", "&lt;b", id="angle bracket before a tag that goes"),
        pytest.param("a </", "a &lt;/", id="end tag that never begins"),
        pytest.param("<plaintext>a", "&lt;plaintext>a", id="element that cannot be closed"),
        pytest.param("<meta http-equiv=refresh><base href=x>a", "a", id="elements that change the page"),
        pytest.param(
            "<!DOCTYPE html>\n<html><head><title>T</title><style>p{}</style></head><body class=x>Hi</body></html>",
            "\n<style>p{}</style>Hi",
            id="whole document",
        ),
    ],
)
def test_a_fragment_is_closed_within_itself(html: str, expected: str) -> None:
    """What is open is closed at the end; what closes more than the fragment opened goes."""
    assert expected == contain(html)


PIECES = """
<div> </div> <p> </p> <ul> <li> </li> </ul> <table> <tr> <td> </td> </tr> </table> <b> </b> <a> </a> <svg> </svg>
<path/> <details> <summary> </details> <h2> </h2> <!-- --> <textarea> </textarea> <br> <pre> </pre> < > & word
word </body> <html> <style> </style> ' " <object> </object> <i/class='x'> <button>
"""
FRAGMENTS = st.lists(
    st.sampled_from(PIECES.split()),
    max_size=14,
).map(lambda pieces: "".join(pieces).replace("<word", "< word"))


@settings(deadline=None, max_examples=300)
@given(FRAGMENTS)
def test_containing_twice_is_containing_once(html: str) -> None:
    """A contained fragment has nothing left to mend."""
    once = contain(html)
    assert once == contain(once)


@settings(deadline=None, max_examples=300)
@given(FRAGMENTS)
def test_no_word_is_lost(html: str) -> None:
    """Only tags come and go."""
    assert html.count("word") == contain(html).count("word")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>", id="depth"),
        pytest.param("<b id=x>", id="formatting"),
        pytest.param("<div></x>", id="depth that end tags seem to undo"),
        pytest.param("<a ", id="unfinished tags"),
        pytest.param("<a title='x", id="unfinished attributes"),
        pytest.param("<title>", id="raw text"),
    ],
)
def test_what_would_take_a_parser_very_long_is_shown_as_text(html: str) -> None:
    """A parser takes minutes for 100,000 elements in each other."""
    assert (html * 100_000).replace("<", "&lt;") == contain(html * 100_000)


def test_a_large_output_that_lies_flat_stays() -> None:
    """Neither size nor loose writing makes HTML deep."""
    html = "<ul>" + "<li><p>a<br>b" * 20_000 + "</ul>"
    assert html == contain(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("The <title> tag", "The &lt;title> tag", id="title"),
        pytest.param("<textarea>a <b>c</b>", "&lt;textarea>a <b>c</b>", id="textarea"),
        pytest.param("<select>a", "&lt;select>a", id="select"),
        pytest.param("<template>a", "&lt;template>a", id="template"),
        pytest.param("<svg/><script>a", "<svg/>&lt;script>a", id="script after a drawing that is closed at once"),
        pytest.param("<!-- a", "<!-- a-->", id="a comment, though, was to be hidden"),
    ],
)
def test_a_tag_that_would_swallow_what_follows_is_text(html: str, expected: str) -> None:
    """An author wrote about the tag, or forgot to end it; readers see the rest in both cases."""
    assert expected == contain(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<li>a", "a", id="an item of the page's own list"),
        pytest.param("<ul><li>a</ul>", "<ul><li>a</ul>", id="an item of a list of its own"),
        pytest.param("a</li></ol></section>", "a", id="end tags"),
        pytest.param("<div><li>a</div>", "<div>a</div>", id="an item in a block"),
    ],
)
def test_what_stands_in_an_item_begins_no_other(html: str, expected: str) -> None:
    """A start tag of an item ends the item it stands in."""
    assert expected == contain(html, in_item=True)


def test_noscript_holds_in_browsers_with_and_without_scripts() -> None:
    """With scripts its content is text up to the first end tag, wherever that stands."""
    html = contain('<noscript><p title="</noscript></div>">a</noscript>')
    assert '<noscript><p title="&lt;/noscript&gt;&lt;/div&gt;">a</p></noscript>' == html


def test_only_the_text_of_what_a_select_may_not_hold_is_kept() -> None:
    """Browsers disagree on whether it ends the element."""
    assert "<select><option>ab</option></select>" == contain("<select><option>a<table><td>b</table></option></select>")


def test_whether_html_is_contained() -> None:
    """It is, if what follows stands where it would stand without it."""
    assert is_contained("a<b>c</b>")
    assert not is_contained("<div>")
    assert not is_contained("</div>")
    assert not is_contained("<body class=x>")


def test_what_is_too_deep_to_parse_is_not_told_to_be_contained() -> None:
    """A parser takes minutes for it; the live preview, which asks, then takes more at once."""
    assert is_contained("<ul><li>" * 900 + "</li></ul>" * 900)
    assert not is_contained("<ul><li>" * 20_000 + "</li></ul>" * 20_000)
