import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from blogtools.transform.markdown.addresses import html_addresses, with_addresses, with_html_addresses
from blogtools.transform.markdown.tags import tags


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<img src=q.png>", [("q.png", False)], id="unquoted"),
        pytest.param("<IMG SRC = 'q.png'>", [("q.png", False)], id="capitals, spaces, single quotes"),
        pytest.param("<a href=a.zip><link href=b.css>", [("a.zip", True), ("b.css", True)], id="links"),
        pytest.param("<img srcset='a.png 1x, b.png 2x,c.png'>", [("a.png", False), ("b.png", False), ("c.png", False)]),
        pytest.param(
            "<video poster=p.png><source src=v.mp4></video>", [("p.png", False), ("v.mp4", False)], id="video"
        ),
        pytest.param("<object data=a.pdf><b data=b.pdf data-src=c>", [("a.pdf", False)], id="object"),
        pytest.param("<svg><image xlink:href=a.png /></svg>", [("a.png", True)], id="SVG"),
        pytest.param("<img src=a.png src=b.png>", [("a.png", False)], id="the first counts"),
        pytest.param("<p title='src=a.png'><!-- <img src=b.png> --><base href=c>", [], id="none"),
    ],
)
def test_addresses_in_html(html: str, expected: list[tuple[str, bool]]) -> None:
    """Each in the attributes that hold one, however it is quoted."""
    assert expected == [tuple(found) for found in html_addresses(html)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a <img src=q.png alt=Q>", 'a <img src="NEW" alt=Q>', id="inline"),
        pytest.param("<img\n alt=Q\n src=q.png>\n", '<img\n alt=Q\n src="NEW">\n', id="tag over lines"),
        pytest.param("> <img\n> src=q.png>\n> ü", '> <img\n> src="NEW">\n> ü', id="tag over lines of a quote"),
        pytest.param("> a <img\n> alt=ü src='q.png'>", "> a <img\n> alt=ü src='NEW'>", id="inline in a quote"),
        pytest.param("- <div>\n  <img src=q.png>\n  </div>", '- <div>\n  <img src="NEW">\n  </div>', id="in an item"),
        pytest.param("ü <img srcset='q.png 2x, b.png'> `src=q.png`", "ü <img srcset='NEW 2x, b.png'> `src=q.png`"),
        pytest.param("<script>'<img src=q.png>'</script>\n", "<script>'<img src=q.png>'</script>\n", id="in a script"),
    ],
)
def test_only_the_bytes_of_an_address_change(source: str, expected: str) -> None:
    """All others are as the author wrote them."""
    assert expected == with_addresses(source, lambda url: "NEW" if url == "q.png" else url)


@given(
    st.lists(st.sampled_from(["<img src=", "'", '"', "q.png", ">", " ", "<a href='q.png'", "\n", "x=1 "])).map("".join)
)
def test_what_changes_nothing_leaves_every_byte(html: str) -> None:
    """Addresses that stay are not written anew, and those that change are found again."""
    assert html == with_html_addresses(html, lambda url: url)
    assume(not any(tag.is_unfinished for tag in tags(html)))
    changed = with_html_addresses(html, lambda url: f"{url}?x")
    assert [f"{url}?x" for url, _ in html_addresses(html)] == [url for url, _ in html_addresses(changed)]
