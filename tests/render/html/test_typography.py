"""Prose has the marks of its language; bare addresses are links; code and headings stay to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.render.context import Rendering
from blogtools.render.html.bare_addresses import linked
from blogtools.render.html.markdown import render_markdown
from blogtools.render.html.markdown_state import PageMarkdown
from blogtools.render.quotes import has_typewriter_marks, quotes_of, typographic
from blogtools.transform.markdown.parse import parse_markdown

THIN = "\u202f"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“A ‘b’ c” it’s"),
        ("de", "„A ‚b‘ c“ it’s"),
        ("de-CH", "«A ‹b› c» it’s"),
        ("fr", f"«{THIN}A “b” c{THIN}» it’s"),
        ("pt-BR", "“A ‘b’ c” it’s"),
        ("sv", "”A ’b’ c” it’s"),
        ("ja", "「A 『b』 c」 it’s"),
    ],
)
def test_quotes_are_those_of_the_language(language: str, expected: str) -> None:
    """With those inside of others."""
    assert typographic("\"A 'b' c\" it's", quotes_of(language), str) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a -- b, 1--2, c---d...", "a – b, 1–2, c—d…"),
        ("the dogs' bone, '90s, rock 'n' roll", "the dogs’ bone, ’90s, rock ’n’ roll"),
        ('("a") and "version 5"', "(“a”) and “version 5”"),
        ('5\'10" tall, 3.5"', '5\'10" tall, 3.5"'),
        ("use --help, a --> b, <-- c, ----", "use --help, a --> b, <-- c, ----"),
        ("../../a .../b x[...] and ....", "../../a .../b x[...] and ...."),
        ('https://x.org/it\'s--a?b="c"', 'https://x.org/it\'s--a?b="c"'),
    ],
)
def test_what_may_be_something_else_stays(text: str, expected: str) -> None:
    """Options, arrows, inches, paths and addresses."""
    assert typographic(text, quotes_of("en"), str) == expected


def test_a_text_after_another_one() -> None:
    """What stands before it says whether a mark opens or closes."""
    assert typographic('"', quotes_of("en"), str) == "“"
    assert typographic('"', quotes_of("en"), lambda: "d") == "”"
    assert typographic("'s", quotes_of("en"), lambda: "d") == "’s"


@given(st.text(alphabet="\"'-.a1 \n/", max_size=30), st.sampled_from(["", " ", "x"]))
def test_nothing_else_changes(text: str, before: str) -> None:
    """Each character that is no such mark stands where it stood."""
    marks = str.maketrans("", "", "\"'-.“”‘’–—…")
    assert typographic(text, quotes_of("en"), lambda: before).translate(marks) == text.translate(marks)
    assert has_typewriter_marks(text) or typographic(text, quotes_of("en"), lambda: before) == text


@pytest.mark.parametrize(
    ("html", "addresses"),
    [
        (
            "see https://en.wikipedia.org/wiki/A_(b), (https://x.org/a).",
            ["https://en.wikipedia.org/wiki/A_(b)", "https://x.org/a"],
        ),
        ("www.x.org and x.www.y", ["http://www.x.org"]),
        ("me@x.org, mailto:a@b.org; git@x.org:a/b and a@b", ["mailto:me@x.org", "mailto:a@b.org"]),
        ("http://x.org/?a=1&amp;b=2&lt;c&gt; https://x.org;", ["http://x.org/?a=1&amp;b=2", "https://x.org"]),
        ("“https://x.org” https:// ftp://x.org", ["https://x.org"]),
    ],
)
def test_bare_addresses_are_links(html: str, addresses: list[str]) -> None:
    """As on GitHub: without the punctuation of the sentence, and with the brackets that they open."""
    found = linked(html)
    assert [part.partition('"')[0] for part in found.split('<a href="')[1:]] == addresses


def page_of(source: str, language: str | None) -> str:
    """The HTML of a piece of Markdown, with the marks of a language, or as it is written."""
    rendering = Rendering("a.ipynb")
    rendering.quotes = quotes_of(language) if language else None
    return render_markdown(PageMarkdown(rendering, link=lambda url, _: url), parse_markdown(source))


def test_prose_alone_is_set() -> None:
    """Headings, code and HTML stay to the letter; marks around emphasis belong to the text around it."""
    source = '## It\'s "a"\n\n"*b*" and `it\'s` <i title="it\'s">it\'s</i> -- "[c](d)" "e`f`"'
    html = page_of(source, "en")
    assert html.startswith('<h2>It\'s "a"</h2>\n')
    assert (
        '<p>“<em>b</em>” and <code>it\'s</code> <i title="it\'s">it’s</i> – “<a href="d">c</a>” “e<code>f</code>”</p>'
        in html
    )
    assert page_of(source, None) == html.translate(str.maketrans("“”’", '""\'')).replace("–", "--")
