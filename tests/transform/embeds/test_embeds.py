"""Embeds, from the text of a cell to the cells of a post."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.content.discover import Source
from blogtools.content.load import decode_post
from blogtools.errors import EmbedError
from blogtools.model import Cell, Post, Visibility
from blogtools.transform.context import Context
from blogtools.transform.embeds.referenced import has_label
from blogtools.transform.embeds.syntax import Embed, may_embed, split_at_embeds
from blogtools.transform.steps import transform
from tests.conftest import make_notebook

PLOT: dict[str, Any] = {
    "cell_type": "code",
    "source": "#| label: plot\nplot()",
    "outputs": [{"output_type": "stream", "name": "stdout", "text": "a plot\n"}],
}
QUIET: dict[str, Any] = {"cell_type": "code", "source": "x = 1", "metadata": {"tags": ["setup", "snippet:start"]}}


def post_of(*cells: Any, others: dict[str, tuple[Any, ...]] | None = None, source: str = "notebooks/a.ipynb") -> Post:
    """A post of these cells, after all steps, beside `others`: paths relative to it, and their cells."""
    files = {path: json.dumps(make_notebook(*content)).encode() for path, content in (others or {}).items()}
    start = decode_post(Source(None, source, None), json.dumps(make_notebook(*cells)).encode(), {})  # type: ignore[arg-type]
    owners = {path: data for path, data in files.items() if path.endswith(".ipynb")}
    context = Context(
        files.get,
        lambda: tuple(owners),
        lambda label: tuple(path for path, data in owners.items() if has_label(data, path, label)),
    )
    return transform(start, context)


def shape(post: Post) -> list[tuple[int, str, str]]:
    """Number, kind and text of each cell, and where it is from."""
    return [
        (cell.number, cell.kind, cell.source.strip() + (f" < {cell.origin.source}" if cell.origin else ""))
        for cell in post.cells
    ]


def embedded(post: Post) -> Cell:
    """The one cell that is not a Markdown cell of the post's own."""
    (cell,) = (cell for cell in post.cells if cell.origin or cell.kind != "markdown")
    return cell


@pytest.mark.parametrize(
    ("source", "written"),
    [
        pytest.param("{{< embed b.ipynb#x >}}", ["b.ipynb#x"], id="a shortcode"),
        pytest.param("Text\n  {{<embed b.ipynb#x>}}  \nmore", ["b.ipynb#x"], id="between lines of text"),
        pytest.param('{{< embed "my b.ipynb#x" >}}', ["my b.ipynb#x"], id="a path in quotes"),
        pytest.param("![](#x)\n\n![A plot](#y 'Title')", ["#x", "#y"], id="images of labels"),
        pytest.param("::: {layout-ncol=2}\n{{< embed b.ipynb#x >}}\n:::", ["b.ipynb#x"], id="inside a div"),
        pytest.param("- one\n\n{{< embed b.ipynb#x >}}\n\n- two", ["b.ipynb#x"], id="between lists"),
        pytest.param("`a\n\n{{< embed b.ipynb#x >}}\n\nb`", ["b.ipynb#x"], id="between ticks of two paragraphs"),
        pytest.param("```\n{{< embed b.ipynb#x >}}\n```", [], id="in a fence"),
        pytest.param("```\n{{< embed b.ipynb#x >}}", [], id="in a fence without an end"),
        pytest.param("- a\n\n  ```\n  ![](#x)\n  ```", [], id="in a fence in a list"),
        pytest.param("    {{< embed b.ipynb#x >}}", [], id="indented"),
        pytest.param("`{{< embed b.ipynb#x >}}`", [], id="in a line of code"),
        pytest.param("`ä\n{{< embed b.ipynb#x >}}\n`", [], id="in code over three lines"),
        pytest.param("<!--\n{{< embed b.ipynb#x >}}\n-->", [], id="in a comment"),
        pytest.param("<pre>\n{{< embed b.ipynb#x >}}\n</pre>", [], id="in preformatted text"),
        pytest.param("{{{< embed b.ipynb#x >}}}", [], id="escaped as in Quarto"),
        pytest.param("{{</* embed b.ipynb#x */>}}", [], id="escaped as in Hugo"),
        pytest.param("[text](#x) and ![a](#x)", [], id="in a line of text"),
        pytest.param("{{< video x.mp4 >}}", [], id="another shortcode"),
    ],
)
def test_an_embed_is_a_line_of_its_own_outside_of_code(source: str, written: list[str]) -> None:
    """All else is text."""
    parts, _ = split_at_embeds(source) if may_embed(source) else ((source,), False)
    assert [part.written for part in parts if isinstance(part, Embed)] == written
    if not written:
        assert parts == (source,)


@given(
    st.lists(
        st.sampled_from(
            [
                "{{< embed b.ipynb#x >}}",
                "![](#x)",
                "```",
                "`",
                "<!--",
                "-->",
                "> ",
                "- ",
                "    ",
                "\n",
                "\n\n",
                "ä",
                "[l]: u",
            ]
        )
    ).map("".join)
)
def test_cutting_loses_nothing(source: str) -> None:
    """Together the parts are the text."""
    parts, _ = split_at_embeds(source)
    assert "".join(part.line if isinstance(part, Embed) else part for part in parts) == source


def test_the_cell_is_cut_and_all_pieces_keep_its_number() -> None:
    """The copy has the outputs of the saved notebook, without its source."""
    post = post_of("Before.\n\n{{< embed b.ipynb#plot >}}\n\nAfter.", others={"b.ipynb": ("# The b", PLOT)})
    assert shape(post) == [
        (1, "markdown", "Before."),
        (1, "code", "plot() < notebooks/b.ipynb"),
        (1, "markdown", "After."),
    ]
    cell = embedded(post)
    assert [output.text for output in cell.outputs] == ["a plot\n"]
    assert (cell.options.source, cell.options.output) == (Visibility.REMOVE, Visibility.SHOW)
    assert cell.origin is not None
    assert (cell.origin.name, cell.origin.title, cell.origin.anchor) == ("plot", "The b", "plot")


@pytest.mark.parametrize(
    ("options", "source", "output"),
    [
        ("", Visibility.REMOVE, Visibility.SHOW),
        ("echo=true", Visibility.SHOW, Visibility.SHOW),
        ("echo='true' output=false", Visibility.SHOW, Visibility.REMOVE),
        ("outputs=false", Visibility.REMOVE, Visibility.REMOVE),
        ("echo=false output=true", Visibility.REMOVE, Visibility.SHOW),
    ],
)
def test_options_say_what_is_shown(options: str, source: Visibility, output: Visibility) -> None:
    """Also what its own page removes; that a cell is there at all is what the embed is for."""
    hidden = PLOT | {"source": "#| label: plot\n#| echo: false\n#| output: false\n#| include: false\nplot()"}
    for cell in (PLOT, hidden):
        shown = embedded(post_of(f"{{{{< embed b.ipynb#plot {options} >}}}}", others={"b.ipynb": (cell,)})).options
        assert (shown.cell, shown.source, shown.output) == (Visibility.SHOW, source, output)


def test_what_is_folded_stays_folded() -> None:
    """On both sides: the cell on its own page, and the cell it is embedded in."""
    folded = PLOT | {"source": "#| label: plot\n#| code-fold: true\nplot()"}
    host = {
        "cell_type": "markdown",
        "source": "{{< embed b.ipynb#plot echo=true >}}",
        "metadata": {"tags": ["hide-cell"]},
    }
    options = embedded(post_of(host, others={"b.ipynb": (folded,)})).options
    assert (options.cell, options.source) == (Visibility.FOLD, Visibility.FOLD)


@pytest.mark.parametrize("name", ["an-id", "a-label", "a-snippet", "a-tag"])
def test_a_cell_is_found_by_id_then_label_or_snippet_name_then_tag(name: str) -> None:
    """A name of an earlier kind counts, wherever it stands."""
    cells = (
        PLOT | {"source": "tag()", "metadata": {"tags": ["a-tag", "a-label", "an-id"]}},
        PLOT | {"source": "#| label: a-label\nlabel()"},
        PLOT | {"source": "#| snippet: a-snippet\nsnippet()"},
        PLOT | {"source": "#| label: an-id\nwrong()"},
        PLOT | {"source": "id()", "id": "an-id"},
    )
    found = {"an-id": "id()", "a-label": "label()", "a-snippet": "snippet()", "a-tag": "tag()"}
    post = post_of(f"{{{{< embed b.ipynb#{name} >}}}}", others={"b.ipynb": cells})
    assert embedded(post).source == found[name]


def test_several_names_are_several_cells() -> None:
    """As in Quarto."""
    post = post_of("{{< embed b.ipynb#setup,plot echo=true >}}", others={"b.ipynb": (PLOT, QUIET)})
    assert [text for _, _, text in shape(post)] == ["x = 1 < notebooks/b.ipynb", "plot() < notebooks/b.ipynb"]


def test_a_label_of_the_own_notebook_comes_first() -> None:
    """It is shown again without a word of where it is from, and does not take the label's id."""
    hidden = PLOT | {"source": "#| label: plot\n#| include: false\nmine()"}
    post = post_of("![What it shows](#plot)", hidden, others={"b.ipynb": (PLOT,)})
    cell = embedded(post)
    assert (cell.source, cell.origin, cell.options.label, cell.options.alt) == ("mine()", None, None, "What it shows")
    assert (cell.options.source, cell.options.output) == (Visibility.REMOVE, Visibility.SHOW)


def test_a_label_of_one_other_notebook_is_found_there() -> None:
    """A cell without outputs shows its source."""
    setup = {"cell_type": "code", "source": "#| label: first\nx = 1"}
    post = post_of("![](#first)", others={"b.ipynb": (setup,), "c.ipynb": (PLOT,)})
    cell = embedded(post)
    assert cell.origin is not None
    assert (cell.origin.source, cell.options.source) == ("notebooks/b.ipynb", Visibility.SHOW)


@pytest.mark.parametrize("source", ["![](#gone)", "a\n\n![x](#gone)\nb", "![](#gone)\n\n:::{.callout-tip}\n:::\n"])
def test_an_image_of_no_label_stays_an_image(source: str) -> None:
    """The text is the author's, to the letter."""
    post = post_of(source, others={"b.ipynb": (PLOT,)})
    assert [cell.source for cell in post.cells] == [source]
    assert post.findings == ()


def test_an_image_of_no_label_stays_beside_one_that_is_embedded() -> None:
    """In the piece before it."""
    post = post_of("a\n\n![](#gone)\n\n![](#plot)", PLOT)
    assert [text for _, _, text in shape(post)] == ["a\n\n![](#gone)", "plot()", "plot()"]


def test_a_label_of_the_post_keeps_its_id() -> None:
    """An embedded cell has its label as an id only where the page has no other."""
    other = {"b.ipynb": (PLOT,)}
    assert embedded(post_of("{{< embed b.ipynb#plot >}}", others=other)).options.label == "plot"
    post = post_of("{{< embed b.ipynb#plot >}}", PLOT, others=other)
    assert [cell.options.label for cell in post.cells] == [None, "plot"]


def test_links_defined_in_one_piece_serve_all() -> None:
    """`[text][label]` before the embed, `[label]: url` after it."""
    post = post_of("[x][l]\n\n{{< embed b.ipynb#plot >}}\n\n[l]: http://x.org", others={"b.ipynb": (PLOT,)})
    first = post.cells[0].markdown
    assert first is not None
    assert any("http://x.org" in str(event) for event in first.events)


def test_embedded_markdown_leads_where_it_led() -> None:
    """Its pictures and links are relative to its own notebook, its attachments come along."""
    source = (
        "![p](img/p.svg) ![q](<img/a b.svg>) [c](c.ipynb#h) [own](#h) [web](https://x.org/y) ![t](attachment:t.svg)\n"
        '<img src="img/p.svg"> `![p](img/p.svg)` $x$\n\n[r][ref]\n\n[ref]: ../r.txt "R"'
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    intro = {
        "cell_type": "markdown", "source": source, "id": "intro", "attachments": {"t.svg": {"image/svg+xml": svg}},
    }  # fmt: skip
    files = {"deep/b.ipynb": json.dumps(make_notebook(intro)).encode(), "deep/img/p.svg": svg.encode()}
    notebook = json.dumps(make_notebook("{{< embed deep/b.ipynb#intro >}}")).encode()
    post = transform(decode_post(Source(None, "notebooks/a.ipynb", None), notebook, {}), Context(files.get))  # type: ignore[arg-type]
    (cell,) = post.cells
    assert cell.source.strip() == (
        "![p](deep/img/p.svg) ![q](<deep/img/a b.svg>) [c](deep/c.ipynb#h) [own](deep/b.ipynb#h)"
        " [web](https://x.org/y) ![t](attachment:t.svg)\n"
        '<img src="deep/img/p.svg"> `![p](img/p.svg)` $x$\n\n[r][ref]\n\n[ref]: r.txt "R"'
    )
    assert sorted(cell.assets) == ["attachment:t.svg", "deep/img/p.svg"]
    assert [finding.message for finding in post.findings] == ["deep/img/a b.svg was not found"]


def test_embedded_headings_say_nothing_of_the_post() -> None:
    """Neither its title nor its date; and its own headings keep their anchors."""
    day = {"cell_type": "markdown", "source": "# Of b\n\n## May 1, 2020 - A day\n\n## Notes", "id": "day"}
    post = post_of("{{< embed b.ipynb#day >}}\n\n# Mine\n\n## Notes", others={"b.ipynb": (day,)})
    assert (post.title, post.date, post.entries) == ("Mine", None, ())
    assert [(heading.text, heading.anchor) for heading in post.headings] == [
        ("Of b", "of-b"), ("May 1, 2020 - A day", "may-1-2020---a-day"), ("Notes", "notes-1"),
        ("Mine", "mine"), ("Notes", "notes"),
    ]  # fmt: skip
    assert len({(heading.cell, heading.event) for heading in post.headings}) == 5


def test_footnotes_come_along_and_do_not_mix() -> None:
    """Also those that are defined in another cell of their notebook."""
    note = {"cell_type": "markdown", "source": "Theirs[^1] `[^1]`.", "id": "n"}
    post = post_of(
        "Mine[^1].\n\n[^1]: my note\n\n{{< embed b.ipynb#n >}}", others={"b.ipynb": (note, "[^1]: their note")}
    )
    assert [cell.source.strip() for cell in post.cells] == [
        "Mine[^1].\n\n[^1]: my note",
        "Theirs[^notebooks-b-1] `[^1]`.\n\n[^notebooks-b-1]: their note",
    ]


def test_embeds_in_embedded_markdown_are_followed() -> None:
    """Their paths are relative to the notebook they stand in."""
    intro = {"cell_type": "markdown", "source": "Intro\n\n{{< embed ../c.ipynb#plot >}}\n\nOutro", "id": "i"}
    post = post_of("{{< embed deep/b.ipynb#i >}}", others={"deep/b.ipynb": (intro,), "c.ipynb": (PLOT,)})
    assert shape(post) == [
        (1, "markdown", "Intro < notebooks/deep/b.ipynb"),
        (1, "code", "plot() < notebooks/c.ipynb"),
        (1, "markdown", "Outro < notebooks/deep/b.ipynb"),
    ]
    assert [cell.origin.shows_attribution for cell in post.cells if cell.origin] == [False, True, True]


def test_outputs_are_those_shown_at_last() -> None:
    """A display that a later cell of its notebook updates."""
    first = {
        "output_type": "display_data",
        "data": {"text/plain": "0 %"},
        "metadata": {},
        "transient": {"display_id": "d"},
    }
    later = first | {"output_type": "update_display_data", "data": {"text/plain": "100 %"}}
    cells = (
        {"cell_type": "code", "source": "#| label: bar\nbar()", "outputs": [first]},
        {"cell_type": "code", "source": "bar.update()", "outputs": [later]},
    )
    (output,) = embedded(post_of("{{< embed b.ipynb#bar >}}", others={"b.ipynb": cells})).outputs
    assert output.data == {"text/plain": "100 %"}


@pytest.mark.parametrize(
    ("files", "title"),
    [
        pytest.param(
            {"b.ipynb": (("raw", "---\ntitle: Said so\n---"), "# Heading", PLOT)}, "Said so", id="front matter"
        ),
        pytest.param({"b.ipynb": ("# Heading", PLOT)}, "Heading", id="a heading"),
        pytest.param({"b.ipynb": (PLOT,)}, "b", id="the file"),
        pytest.param({"b.ipynb": (("raw", "---\ntoc: perhaps\n---"), "# Heading", PLOT)}, "Heading", id="bad metadata"),
    ],
)
def test_the_title_is_the_one_of_its_page(files: dict[str, tuple[Any, ...]], title: str) -> None:
    """Whatever form it has."""
    origin = embedded(post_of("{{< embed b.ipynb#plot >}}", others=files)).origin
    assert origin is not None
    assert origin.title == title


OTHERS: dict[str, tuple[Any, ...]] = {
    "b.ipynb": (PLOT, QUIET),
    "deep/c.ipynb": (PLOT | {"source": "#| label: other\n"},),
}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "{{< embed b.ipynb#plto >}}",
            "embeds b.ipynb#plto, but notebooks/b.ipynb has no cell named plto (did you mean plot?)",
        ),
        (
            "{{< embed b.ipynb#zzz >}}",
            "embeds b.ipynb#zzz, but notebooks/b.ipynb has no cell named zzz (name the cell there with a line"
            " `#| label: NAME`)",
        ),
        (
            "{{< embed d.ipynb#plot >}}",
            "embeds d.ipynb#plot, but there is no notebook notebooks/d.ipynb (did you mean notebooks/b.ipynb?)",
        ),
        (
            "{{< embed c.ipynb#other >}}",
            "embeds c.ipynb#other, but there is no notebook notebooks/c.ipynb (did you mean notebooks/deep/c.ipynb?)",
        ),
        (
            "{{< embed ../../etc/secret-file.ipynb#x >}}",
            "embeds ../../etc/secret-file.ipynb#x, but there is no notebook ../etc/secret-file.ipynb"
            " (the path must be relative to the notebook, and inside the blog)",
        ),
        (
            "{{< embed b.ipynb >}}",
            "embeds b.ipynb, but does not name a cell (write {{< embed b.ipynb#name >}})",
        ),
        ("{{< embed >}}", "embeds nothing, but does not name a notebook (write {{< embed other.ipynb#name >}})"),
        (
            "{{< embed b.qmd#plot >}}",
            "embeds b.qmd#plot, but only cells of notebooks (.ipynb) can be embedded"
            " (write {{< embed other.ipynb#name >}})",
        ),
    ],
)
def test_what_is_not_there_is_an_error_that_names_both_ends(source: str, message: str) -> None:
    """The cell that asks, and what it asks for."""
    with pytest.raises(EmbedError) as error:
        post_of("Text.", source, others=OTHERS)
    assert str(error.value) == f"notebooks/a.ipynb, cell 2: {message}"


def test_a_label_that_several_have_is_an_error() -> None:
    """No one knows which is meant."""
    with pytest.raises(EmbedError) as error:
        post_of("![](#plot)", others={"b.ipynb": (PLOT,), "deep/c.ipynb": (PLOT,)})
    assert str(error.value) == (
        "notebooks/a.ipynb, cell 1: embeds #plot, a label that 2 notebooks have: notebooks/b.ipynb,"
        " notebooks/deep/c.ipynb (name the notebook: {{< embed b.ipynb#plot >}})"
    )


def test_a_notebook_that_cannot_be_read_is_an_error_with_the_reason() -> None:
    """Told at the embed."""
    start = decode_post(
        Source(None, "a.ipynb", None),  # type: ignore[arg-type]
        json.dumps(make_notebook("{{< embed b.ipynb#x >}}")).encode(),
        {},
    )
    with pytest.raises(EmbedError, match=r"^a\.ipynb, cell 1: embeds b\.ipynb#x, but b\.ipynb is truncated "):
        transform(start, Context(lambda name: b"{" if name == "b.ipynb" else None))


def markdown(name: str, source: str) -> dict[str, Any]:
    """A Markdown cell with an id."""
    return {"cell_type": "markdown", "source": source, "id": name}


def test_a_circle_is_an_error_that_names_all_on_it() -> None:
    """From the post on, and where the post is not on it."""
    b = (markdown("m", "{{< embed a.ipynb#intro >}}"),)
    with pytest.raises(EmbedError) as error:
        post_of("Text.", markdown("intro", "{{< embed b.ipynb#m >}}"), others={"b.ipynb": b})
    assert str(error.value) == (
        "notebooks/a.ipynb, cell 2: embeds notebooks/b.ipynb#m (cell 1), which embeds notebooks/a.ipynb#intro (cell 2),"
        " and so on in a cycle (remove one of these embeds)"
    )
    with pytest.raises(EmbedError) as error:
        post_of(markdown("me", "{{< embed a.ipynb#me >}}"))
    assert str(error.value) == (
        "notebooks/a.ipynb, cell 1: embeds notebooks/a.ipynb#me (cell 1), and so on in a cycle"
        " (remove one of these embeds)"
    )
    b, c = (markdown("m", "{{< embed c.ipynb#n >}}"),), (markdown("n", "{{< embed b.ipynb#m >}}"),)
    with pytest.raises(EmbedError) as error:
        post_of("{{< embed b.ipynb#m >}}", others={"b.ipynb": b, "c.ipynb": c})
    assert str(error.value) == (
        "notebooks/a.ipynb, cell 1: embeds notebooks/b.ipynb#m (cell 1), which embeds notebooks/c.ipynb#n (cell 1),"
        " which embeds notebooks/b.ipynb#m (cell 1), and so on in a cycle (remove one of these embeds)"
    )


def test_an_error_further_on_tells_the_way_to_it() -> None:
    """The post's own embed is fine; the one in the cell it embeds is not."""
    b = (markdown("m", "{{< embed c.ipynb#x >}}"),)
    with pytest.raises(EmbedError) as error:
        post_of("{{< embed b.ipynb#m >}}", others={"b.ipynb": b, "c.ipynb": (PLOT,)})
    assert str(error.value) == (
        "notebooks/a.ipynb, cell 1: embeds notebooks/b.ipynb#m (cell 1), which embeds c.ipynb#x, but"
        " notebooks/c.ipynb has no cell named x (name the cell there with a line `#| label: NAME`)"
    )


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        (
            "See {{< embed b.ipynb#plot >}} here.",
            "an embed inside a line, a quote or a callout is not resolved"
            " (put it on a line of its own, outside quotes and callouts)",
        ),
        (
            "> {{< embed b.ipynb#plot >}}",
            "an embed inside a line, a quote or a callout is not resolved"
            " (put it on a line of its own, outside quotes and callouts)",
        ),
        ("{{< embed b.ipynb#setup >}}", "b.ipynb#setup has no outputs to show (add echo=true to show its source)"),
        ("{{< embed b.ipynb#plot eco=true >}}", "unknown option eco of b.ipynb#plot (did you mean echo?)"),
        ("{{< embed b.ipynb#plot echo=1 >}}", "echo=1: expected true or false"),
    ],
)
def test_what_is_probably_not_meant_is_a_finding(source: str, finding: str) -> None:
    """The post is published all the same."""
    post = post_of(source, others=OTHERS)
    assert [str(one) for one in post.findings] == [f"notebooks/a.ipynb, cell 1: {finding}"]
    assert {one.slug for one in post.findings} == {"embed"}


def test_a_post_without_embeds_reads_nothing() -> None:
    """The step gives back the same post."""

    def refuse(*_: object) -> Any:
        pytest.fail("something was read")

    start = decode_post(
        Source(None, "a.ipynb", None),  # type: ignore[arg-type]
        json.dumps(make_notebook("[a](#b) { x } `{{< embed b.ipynb#x >}}`", "![a](#b) in a line", PLOT)).encode(),
        {},
    )
    ask: Callable[..., Any] = refuse
    post = transform(start, Context(ask, ask, ask))
    assert [cell.source for cell in post.cells] == [cell.source for cell in transform(start, Context()).cells]
    assert msgspec.structs.asdict(post)["findings"] == ()
