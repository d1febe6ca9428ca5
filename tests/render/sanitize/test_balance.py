import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.render.context import Rendering
from blogtools.render.sanitize.balance import balance, clean_fragment, unique_ids


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
        pytest.param("<!-- </div> --><!--> <!---> <p it's>x", id="comments and a stray quote"),
        pytest.param("a<br>b<br/>c<img src=x><hr>", id="void elements"),
        pytest.param("<h2>a</h3>", id="headings that end each other"),
    ],
)
def test_correct_html_comes_back_as_it_is(html: str) -> None:
    """What stays inside its fragment is not touched, however loosely it is written."""
    assert html == balance(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<div>a", "<div>a</div>", id="div left open"),
        pytest.param("</div></article>b</main>", "b", id="end tags that would close the page's elements"),
        pytest.param("<div/>x", "<div/>x</div>", id="div that only looks closed"),
        pytest.param("<details><summary>x", "<details><summary>x</summary></details>", id="details"),
        pytest.param("<table><tr><td>x", "<table><tr><td>x</table>", id="table"),
        pytest.param("<b>x<i>y</b>", "<b>x<i>y</b></i>", id="formatting that would go on after the cell"),
        pytest.param("<ul><li><div></li></div></ul>", "<ul><li><div></li></ul>", id="div that its list item closed"),
        pytest.param("<table><td></div></table>", "<table><td></table>", id="end tag that cannot leave a table cell"),
        pytest.param("<svg><path/><p>x</svg>", "<svg><path/><p>x", id="SVG that a paragraph ended"),
        pytest.param("<svg><path>", "<svg><path></svg>", id="SVG left open"),
        pytest.param("<math><mtext><p>x</math>", "<math><mtext><p>x</mtext></math>", id="a text of MathML left open"),
        pytest.param("<math><mrow><p>x</math>", "<math><mrow><p>x", id="MathML that a paragraph ended"),
        pytest.param("<style>p{}", "<style>p{}</style>", id="style"),
        pytest.param("<script>a<b", "<script>a<b</script>", id="script"),
        pytest.param("a<!-- b", "a<!-- b-->", id="comment"),
        pytest.param('a <a href="x>b', 'a &lt;a href="x>b', id="attribute that never ends"),
        pytest.param("a <b", "a &lt;b", id="tag that never ends"),
        pytest.param("<</div>b", "&lt;b", id="angle bracket before a tag that goes"),
        pytest.param("a </", "a &lt;/", id="end tag that never begins"),
        pytest.param("<plaintext>a", "&lt;plaintext&gt;a", id="element that cannot be closed"),
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
    assert expected == balance(html)


PIECES = """
<div> </div> <p> </p> <ul> <li> </li> </ul> <table> <tr> <td> </td> </tr> </table> <b> </b> <a> </a> <svg> </svg>
<path/> <details> <summary> </details> <h2> </h2> <!-- --> <textarea> </textarea> <br> <pre> </pre> < > & word
word </body> <html> <style> </style> ' " <object> </object> <i/class='x'> <button>
"""
FRAGMENTS = st.lists(
    st.sampled_from(PIECES.split()),
    max_size=14,
).map("".join)


@settings(max_examples=300)
@given(FRAGMENTS)
def test_balancing_twice_is_balancing_once(html: str) -> None:
    """A balanced fragment has nothing left to mend."""
    once = balance(html)
    assert once == balance(once)


@settings(max_examples=300)
@given(FRAGMENTS)
def test_no_word_is_lost(html: str) -> None:
    """Only tags come and go."""
    assert html.count("word") == balance(html).count("word")


def test_a_long_line_of_openings_takes_no_long_time() -> None:
    """Pathological input is shown as text, in linear time."""
    assert balance("<a " * 50_000) == "&lt;a " * 50_000


def test_an_id_that_is_taken_is_renamed_with_all_that_refers_to_it() -> None:
    """Links, labels, paint servers, selectors and strings in scripts follow; what only looks similar stays."""
    rendering = Rendering("post.ipynb")
    rendering.claim_id("a")
    html = (
        '<style>#a td, #ab {}</style><p id=a>x<a href="#a">y</a><label for="a">z</label>'
        "<svg aria-labelledby='t a'><g fill='url(#a)' style=\"mask: url('#a')\"/></svg>"
        "<script>plot('a', \"#a\", `ab`, a)</script><p data-id='a' title='id=a'>"
    )
    expected = (
        '<style>#a-1 td, #ab {}</style><p id="a-1">x<a href="#a-1">y</a><label for="a-1">z</label>'
        "<svg aria-labelledby='t a-1'><g fill='url(#a-1)' style=\"mask: url(&#x27;#a-1&#x27;)\"/></svg>"
        "<script>plot('a-1', \"#a-1\", `ab`, a)</script><p data-id='a' title='id=a'>"
    )
    assert expected == unique_ids(html, rendering)


def test_an_id_twice_in_one_fragment_keeps_its_references_at_the_first() -> None:
    """As a browser would have followed them."""
    html = '<p id="x"></p><p id="x"></p><a href="#x">up</a>'
    assert unique_ids(html, Rendering("post.ipynb")) == '<p id="x"></p><p id="x-1"></p><a href="#x">up</a>'


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p class=id>id = 3</p>", id="no ids"),
        pytest.param('<!-- <p id="a"> -->', id="in a comment"),
        pytest.param("<script>x = '<p id=\"a\">'</script>", id="in a script"),
        pytest.param('<p id="">', id="empty"),
    ],
)
def test_nothing_is_claimed_where_no_element_has_an_id(html: str) -> None:
    """Only attributes of tags count."""
    rendering = Rendering("post.ipynb")
    assert html == unique_ids(html, rendering)
    assert not rendering.is_taken("a")


def test_the_same_output_twice_on_a_page_keeps_its_ids_apart() -> None:
    """A pandas Styler writes its ids into style and table."""
    rendering = Rendering("post.ipynb")
    html = '<style>#T_1_row0 {color: red}</style><table id="T_1"><td id="T_1_row0">1</table>'
    assert html == clean_fragment(html, rendering)
    assert html.replace("T_1_row0", "T_1_row0-1").replace('"T_1"', '"T_1-1"') == clean_fragment(html, rendering)
