from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from justhtml import stream

from blogtools.transform.markdown.tags import RAW_TEXT, tags

PIECES = [
    *("<a", "<IMG", "</b", "<br", "</", "<", "<!--", "-->", "--!>", "<!", "<?", "<1", "<script>", "</script>"),
    *("<title>", "</title >", "<textarea>", "</textarea/>", "<p>", "</p>"),
    *(" src=", "SRC = ", " a", "='", '="', "'", '"', "=", "/", "//", ">", "/>", " ", "\n", "x", "ü", " a=1"),
    *("&amp;", "&copy", "&copy=", "&lt;b", "&#39;", "&#x22;", "&notit;", "&nosuch;", "&"),
]


def tokens_of(html: str) -> list[tuple[str, Any]]:
    """The tags that a reference tokenizer finds, but for those in raw text that nothing ends."""
    found: list[tuple[str, Any]] = []
    for kind, value in stream(html):
        if kind == "start":
            found.append((value[0], {name: text or "" for name, text in value[1].items()}))
        elif kind == "end":
            found.append((f"/{value}", None))
    return found


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<img src=q.png>", id="unquoted"),
        pytest.param("<img src=q.png/>", id="slash in an unquoted value"),
        pytest.param("<IMG\n SRC = 'a\"b'\tAlt\n>", id="spaces and capitals"),
        pytest.param("<a href=1 href=2 HREF=3>", id="conflicting attributes"),
        pytest.param('<a title="x>y"b=1>', id="angle bracket in a value, no space after it"),
        pytest.param("<a href=?a=1&copy=2&amp;b&lt;c&#39;>", id="references"),
        pytest.param("<!-- <a href=x> --><b><!--><i><!---><u>", id="comments"),
        pytest.param("<!x <a><?y <a></1 <a><b>", id="bogus comments"),
        pytest.param("<script>'<a href=x>'</script><b>", id="raw text"),
        pytest.param("<p a=>b", id="no value"),
        pytest.param("<p a='x'/b>", id="slash between attributes"),
    ],
)
def test_tags_are_those_of_a_reference(html: str) -> None:
    """Names and attributes are as the HTML Standard has them."""
    assert tokens_of(html) == [
        (f"/{tag.name}", None)
        if tag.is_end
        else (tag.name, {attribute.name: attribute.value for attribute in tag.attributes})
        for tag in tags(html)
    ]


def test_a_name_may_begin_with_an_equals_sign() -> None:
    """HTML Standard, 13.2.5.32; the reference has it otherwise."""
    (tag,) = tags("<a =b c==d /=e>")
    assert {"=b": "", "c": "=d", "=e": ""} == {attribute.name: attribute.value for attribute in tag.attributes}


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_tags_of_any_soup_are_those_of_a_reference(html: str) -> None:
    """Up to the first that has no end, and to raw text without one."""
    expected = tokens_of(html)
    for tag in tags(html):
        if tag.is_unfinished:
            break
        found = (
            (f"/{tag.name}", None)
            if tag.is_end
            else (tag.name, {attribute.name: attribute.value for attribute in tag.attributes})
        )
        assume(not any(attribute.name.startswith("=") for attribute in tag.attributes))  # See above.
        assume("<" not in tag.name)  # 13.2.5.8: the name goes on; the reference begins another tag.
        # 13.2.5.33: a quote in the name of an attribute is part of it, in end tags, too; the reference seeks its end.
        assume(not (tag.is_end and set("'\"") & set(tag.written)))
        assert expected
        assert found == expected.pop(0)
        if tag.name in RAW_TEXT and f"</{tag.name}" not in html[tag.end :].lower():
            break
    else:
        assert not expected


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_positions_lead_to_what_they_are_of(html: str) -> None:
    """A value stands where its attribute says, quotes and all."""
    for tag in tags(html):
        assert html[tag.start] == "<"
        if tag.is_unfinished:
            continue
        assert html[tag.end - 1] == ">"
        for attribute in tag.attributes if not tag.is_end else ():
            written = html[attribute.start : attribute.end]
            if "&" not in written:
                plain = written[1:-1] if written[:1] in ("'", '"') else written
                assert attribute.value == plain
