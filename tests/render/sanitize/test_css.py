"""CSS of authors: scoped, kept from other servers, or reduced to what is safe."""

from __future__ import annotations

import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.render.sanitize.css import safe_css, safe_declarations, scoped_css, without_requests
from blogtools.render.sanitize.hosts import Hosts

HOSTS = Hosts("blog.example.org")


@pytest.mark.parametrize(
    ("css", "scoped"),
    [
        ("p,div{color:red} h1{display:none}", "p,div{color:red}h1{display:none}"),
        (":root{--a:1} html{--b:2} body{--c:3}", ":scope{--a:1}:scope{--b:2}:scope{--c:3}"),
        ("html body > p, BODY .x{}", ":scope > p,:scope .x{}"),
        ("html[data-theme=dark] body .x{}", "html[data-theme=dark] :scope .x{}"),
        ("body.dark{}", "body.dark :scope{}"),
        (".body #html p.html{}", ".body #html p.html{}"),
        ("@media print{html{x:y} @supports (a:b){p{}}}", "@media print{:scope{x:y}@supports (a:b){p{}}}"),
        ("p{color:red;&:hover{color:blue}}", "p{color:red;&:hover{color:blue}}"),
        ("p{a:'</style>'}", 'p{a:"<\\/style>"}'),
        ("p{} } q{} r{color:red", "p{}r{color:red}"),
        ("p{a:'b", 'p{a:"b"}'),
        ("p{a:url( b", "p{a:url(b)}"),
        ("p{x:'bad\n;} q{}", "p{x:\n;}q{}"),
        ("/* } */ p{}/* open", "p{}"),
        ("#T_1 td{background:url(#g) url(a.png) url(data:image/png;base64,A)}", None),
        ("p{background:url(https://blog.example.org/a.png)}", None),
    ],
)
def test_scope(css: str, scoped: str | None) -> None:
    """Selectors are those that were written, except for those of the page's root."""
    found = scoped_css(css, "", HOSTS)
    if scoped is None:
        assert "url(" in found.text
        assert found.text.count("url(") == css.count("url(")
    else:
        assert f"@scope{{{scoped}}}" == found.text
    assert not found.left_out
    assert not found.asks


def test_what_acts_on_the_page_is_left_out() -> None:
    """And named."""
    css = "@charset 'x'; @import 'a.css'; @font-face{} @property --x{} @layer a, b; @page{} @scope (p){q{}} p{}"
    found = scoped_css(css, "", HOSTS)
    assert "@scope{p{}}" == found.text
    assert {"@import", "@font-face", "@property", "@layer", "@page", "@scope"} == found.left_out


def test_animations_have_names_of_their_own() -> None:
    """Also where they are used."""
    css = (
        "@keyframes spin{to{rotate:1turn}} p{animation:1s spin} q{&:hover{animation-name:spin,other}} .spin{color:red}"
    )
    text = scoped_css(css, "css-1-", HOSTS).text
    assert text.startswith("@keyframes css-1-spin{to{rotate:1turn}}@scope{")
    assert "p{animation:1s css-1-spin}" in text
    assert "animation-name:css-1-spin,other" in text
    assert ".spin{color:red}" in text


@pytest.mark.parametrize(
    "value",
    [
        "url(https://x.org/a)",
        "url('//x.org/a')",
        "u\\72l(//x.org/a)",
        "image-set('https://x.org/a' 1x)",
        "src('https:x.org')",
        "URL( \\\\\\\\x.org )",
    ],
)
def test_files_of_other_servers_are_dropped(value: str) -> None:
    """However they are written; with an author who wants them, they stay."""
    css = f"p{{color:red;background:{value};width:1px}}"
    found = scoped_css(css, "", HOSTS)
    assert ("@scope{p{color:red;width:1px}}", {"x.org"}) == (found.text, found.asks)
    assert "background" in scoped_css(css, "", HOSTS, asks=True).text
    assert ("color:red;", {"x.org"}) == without_requests(f"color:red;background:{value}", HOSTS)


def test_nesting_has_an_end() -> None:
    """No style sheet has brackets sixty levels deep."""
    deep = "p{" * 100_000
    assert "" == scoped_css(deep, "", HOSTS).text == safe_css(deep) == safe_declarations(f"x:{'(' * 100_000}")


def test_safe() -> None:
    """Only what colors, sizes and aligns."""
    css = (
        "p{position:fixed;color:red;background:url(a.png)} @media print{q{color:blue}} @import 'a'; r{behavior:url(x)}"
    )
    assert "p{color: red}@media print{q{color: blue}}" == safe_css(css)
    assert "color: red; --a: 1px" == safe_declarations(
        "color:red; top:0; --a:1px; --b:url(x); width:expression(alert(1))"
    )
    assert "fill: url(#a)" == safe_declarations("fill:url(#a);stroke:url(b.svg#a)")


PIECES = [*"{}()[]'\";:,.#@&*/\\<>!- \n", "</style>", "<!--", "-->", "/*", "*/", "p", "html", "url(", "@media", "\\7d "]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_text_ends_the_scope(css: str) -> None:
    """Whatever is written, the page gets one rule and nothing behind it, and the `<style>` goes on to its end."""
    text = scoped_css(css, "", HOSTS).text
    rules = tinycss2.parse_stylesheet(text + "h1{}")
    assert ["at-rule"] * bool(text) + ["qualified-rule"] == [rule.type for rule in rules]
    assert "</style" not in text
    assert "<!--" not in text
    safe = safe_css(css)
    assert {"qualified-rule", "at-rule"} >= {rule.type for rule in tinycss2.parse_stylesheet(safe)}
    assert "</" not in safe
