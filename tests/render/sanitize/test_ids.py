import pytest

from blogtools.render.context import Rendering
from blogtools.render.sanitize.contain import contain
from blogtools.render.sanitize.ids import unique_ids, unique_ids_of


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
    assert html == unique_ids(contain(html), rendering)
    assert html.replace("T_1_row0", "T_1_row0-1").replace('"T_1"', '"T_1-1"') == unique_ids(contain(html), rendering)


def test_the_pieces_of_a_cell_refer_to_each_other() -> None:
    """A label may stand before what it labels, and an image before its map."""
    rendering = Rendering("post.ipynb")
    for name in ("a", "m"):
        rendering.claim_id(name)
    pieces = ["<label for=a>", "<input id=a aria-describedby='b a'>", "<img usemap='#m'>", "<map id=m>", "<a href=#a>"]
    expected = [
        '<label for="a-1">',
        "<input id=\"a-1\" aria-describedby='b a-1'>",
        "<img usemap='#m-1'>",
        '<map id="m-1">',
        '<a href="#a-1">',
    ]
    assert expected == unique_ids_of(pieces, rendering)
