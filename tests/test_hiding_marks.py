"""What authors hide in the marks of any tool is in nothing that is published; else the post is held back."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Told, make_notebook, tree

SHOWN = "Seenword"
Made = tuple[dict[str, Any], dict[str, str]]
"""A notebook, and the files that lie around it."""


def _code(source: str, printed: str = "", **metadata: Any) -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
    return {"cell_type": "code", "source": source, "outputs": outputs, "metadata": metadata, "execution_count": 1}


def _shown(text: str) -> dict[str, Any]:
    """A cell with an output in Markdown."""
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": text, "text/plain": "x"}}
    return {**_code("f()"), "outputs": [output]}


def _error(text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "ValueError", "evalue": text, "traceback": [text]}


def _prose(text: str) -> Callable[[str], Made]:
    """A post of one cell, in which `WORD` is hidden."""
    return lambda word: (make_notebook(f"# Title\n\n{SHOWN}\n\n{text.replace('WORD', word)}"), {})


def _cell(metadata: dict[str, Any], source: str = "f()") -> Callable[[str], Made]:
    """A post with a cell whose metadata hides its code."""
    return lambda word: (make_notebook(SHOWN, _code(f"{source}  # {word}", **metadata)), {})


def _line(line: str) -> Callable[[str], Made]:
    """A post with a cell whose option hides code and output alike, or only the code."""
    return lambda word: (make_notebook(SHOWN, _code(f"{line}\nf()  # {word}")), {})


def _front(lines: str, **files: str) -> Callable[[str], Made]:
    """A post whose front matter hides all code."""
    front = [("raw", f"---\ntitle: A\n{lines}\n---")] if lines else []
    names = {name.replace("__", "."): text for name, text in files.items()}
    return lambda word: (make_notebook(*front, SHOWN, _code(f"f()  # {word}")), names)


def _labeled(first: str | tuple[str, str], source: str) -> str:
    """Another notebook, with a cell to embed."""
    return json.dumps(make_notebook(first, _code(source, "x")))


OBEYED: dict[str, Callable[[str], Made]] = {
    # Documents and folders (Quarto; Jupyter's extensions fold, which the next table has).
    "execute-echo": _front("execute:\n  echo: false"),
    "echo": _front("echo: false"),
    "format-html-echo": _front("format:\n  html:\n    echo: false"),
    "format-execute": _front("format:\n  html:\n    execute:\n      echo: false"),
    "format-other": _front("format:\n  gfm:\n    echo: false"),
    "execute-include": _front("execute: {include: false}"),
    "execute-word": _front("execute:\n  echo: 'false'"),
    "folder": _front("", _metadata__yml="execute:\n  echo: false\n"),
    "folder-yaml": _front("", _metadata__yaml="echo: false\n"),
    "folder-and-post": _front("execute:\n  warning: false", _metadata__yml="execute:\n  echo: false\n"),
    "project": _front("", _quarto__yml="project:\n  type: website\nexecute:\n  echo: false\n"),
    "comment-in-abstract": lambda word: (
        make_notebook(("raw", f"---\ntitle: A\nabstract: 'a <!-- {word} --> [{word}]{{.content-hidden}}'\n---"), SHOWN),
        {},
    ),
    "document-output": lambda word: (
        make_notebook(("raw", "---\ntitle: A\nexecute:\n  output: false\n---"), SHOWN, _code("f()", f"{word}\n")),
        {},
    ),
    "document-error": lambda word: (
        make_notebook(
            ("raw", "---\ntitle: A\nexecute:\n  error: false\n---"), SHOWN, {**_code("f()"), "outputs": [_error(word)]}
        ),
        {},
    ),
    # Cells: options.
    "option-echo": _line("#| echo: false"),
    "option-include": _line("#| include: false"),
    "option-hide": _line("#| hide"),
    "option-exporti": _line("#| exporti"),
    "comment-hide": _line("#hide"),
    "comment-hide-input": _line("# hide_input"),
    "results": lambda word: (make_notebook(SHOWN, _code("#| results: hide\nf()", f"{word}\n")), {}),
    "output": lambda word: (make_notebook(SHOWN, _code("#| output: false\nf()", f"{word}\n")), {}),
    "hide-line": lambda word: (make_notebook(SHOWN, _code(f"f()\nkey = '{word}' #| hide_line\ng()")), {}),
    "hide-line-of-sql": lambda word: (make_notebook(SHOWN, _code(f"%%sql\nselect '{word}' --| hide_line\n")), {}),
    "filter-stream": lambda word: (
        make_notebook(SHOWN, _code("#| filter_stream FutureWarning Deprec\nf()", f"a\nx FutureWarning {word}\nb\n")),
        {},
    ),
    # Cells: tags and metadata.
    **{
        f"tag-{number}": _cell({"tags": [tag]})
        for number, tag in enumerate(("remove-cell", "remove_cell", "hide", "hidden", "remove-input", "remove_input"))
    },
    "tags-as-text": _cell({"tags": "a, remove-cell"}),
    "nbsphinx": _cell({"nbsphinx": "hidden"}),
    "ipypublish": _cell({"ipub": {"ignore": True}}),
    "nbdev": _cell({"nbdev": {"hide": "true"}}),
    "datalore": _cell({"datalore": {"hide_input_from_viewers": True}}),
    "markdown-cell": lambda word: (
        make_notebook(SHOWN, {"cell_type": "markdown", "source": word, "metadata": {"tags": ["remove-cell"]}}),
        {},
    ),
    # Markdown: comments.
    "comment": _prose("a <!-- WORD --> b"),
    "comment-block": _prose("<!--\nWORD\n\nWORD\n-->"),
    "comment-in-html": _prose("<div><!-- WORD --><b>x</b></div>"),
    "comment-over-blank-line": _prose("<div>\n<!-- WORD\n\nWORD -->\n</div>"),
    "comment-unclosed": _prose("<!-- WORD\n\nWORD"),
    "comment-in-list": _prose("- a <!-- WORD -->\n- b\n\n  <!-- WORD -->"),
    "comment-in-quote": _prose("> a\n> <!-- WORD -->"),
    "comment-in-table": _prose("| a |\n|---|\n| b <!-- WORD --> |"),
    "comment-in-heading": _prose("## A <!-- WORD -->"),
    "comment-in-callout": _prose("```{note}\na <!-- WORD -->\n```"),
    "comment-in-admonition": _prose("!!! note\n\n    a <!-- WORD -->"),
    "comment-in-tab": _prose('=== "A"\n\n    a <!-- WORD -->'),
    "comment-in-margin": _prose("```{margin}\na <!-- WORD -->\n```"),
    "comment-in-collapsed": _prose("??? note\n\n    a <!-- WORD -->"),
    "span-in-tab": _prose("::: {.panel-tabset}\n## A\n[WORD]{.hidden} a\n:::"),
    "div-in-tab": _prose("::::: {.panel-tabset}\n## A\n::: {.hidden}\nWORD\n:::\na\n:::::"),
    "comment-of-changes": _prose("a {>>WORD<<} b"),
    "comment-in-footnote": _prose("a[^1]\n\n[^1]: b <!-- WORD -->"),
    "reference-comment": _prose("[//]: # (WORD)\n\n[comment]: <> (WORD)"),
    "liquid": _prose("a {% comment %} WORD {% endcomment %} b"),
    "kramdown": _prose("a\n\n{::comment}\nWORD\n{:/comment}"),
    "hugo-comment": _prose("a {{/* WORD */}} b\n\n{{< comment >}}\nWORD\n{{< /comment >}}"),
    "jinja": _prose("a {# WORD #} b"),
    "jinja-dash": _prose("a {#- WORD -#} b"),
    "mdx": _prose("a {/* WORD */} b\n\n{/*\nWORD\n\nWORD\n*/}"),
    "obsidian": _prose("a %%WORD%% b %% WORD %% c\n\n%%\nWORD\n\nWORD\n%%"),
    "comment-in-slashes": _prose("/// note | A\na <!-- WORD --> b\n///"),
    "comment-in-component": _prose('<Tabs>\n<TabItem value="a">\n\na {/* WORD */} b\n\n</TabItem>\n</Tabs>'),
    "comment-in-drawn-table": _prose("a    b\n---  ---\nc    d <!-- WORD -->"),
    "markdown-output": lambda word: (
        make_notebook(SHOWN, _shown(f"a <!-- {word} --> b\n\n::: {{.content-hidden}}\n{word}\n:::")),
        {},
    ),
    "output-asis": lambda word: (make_notebook(SHOWN, _code("#| output: asis\nf()", f"a [{word}]{{.hidden}}\n")), {}),
    "latex-comment": _prose("\\begin{comment}\nWORD\n\\end{comment}"),
    "myst-comment": _prose("% WORD\n\n{ref}`a`"),
    "formula-comment": _prose("$$\na % <!-- x -->\n$$\n\n<!-- WORD -->"),
    # Markdown: text for other formats.
    "raw-inline": _prose("`WORD`{=latex}"),
    "raw-block": _prose("```{=latex}\nWORD\n```"),
    "raw-directive": _prose("```{raw} latex\nWORD\n```"),
    "only": _prose("```{only} latex\nWORD\n```"),
    "only-not": _prose(":::{only} not html\nWORD\n:::"),
    "ifconfig": _prose("```{ifconfig} x\nWORD\n```"),
    "code-cell": _prose("```{code-cell}\n:tags: [remove-cell]\nWORD\n```"),
    "block-break": _prose('+++ {"tags": ["remove-cell"]}\nWORD\n\n+++\nb'),
    # Markdown: divs and spans.
    "div": _prose("::: {.content-hidden}\nWORD\n:::"),
    "div-bare": _prose("::: hidden\nWORD\n:::"),
    "div-nested": _prose(":::: {.a}\n::: {.content-hidden}\nWORD\n\n::::: {.b}\nWORD\n:::::\n\nWORD\n:::\n::::"),
    "div-when": _prose('::: {.content-hidden when-format="html"}\nWORD\n:::'),
    "div-unless": _prose('::: {.content-visible unless-format="html"}\nWORD\n:::'),
    "div-for-pdf": _prose('::: {.content-visible when-format="pdf"}\nWORD\n:::'),
    "div-of-profile": _prose('::: {.content-visible when-profile="advanced"}\nWORD\n:::'),
    "div-in-quote": _prose("> ::: {.hidden}\n> WORD\n> :::"),
    "div-with-code": _prose("::: {.hidden}\n```python\nWORD\n```\n:::"),
    "speaker-notes": _prose("::: {.notes}\nWORD\n:::"),
    "span": _prose("a [WORD [x](y) `]`]{.content-hidden} b"),
    "picture": _prose('a ![WORD](https://x.org/WORD.png "WORD"){.hidden} b'),
    "link": _prose("a [WORD](https://x.org/WORD){.d-none} b"),
    "code-span": _prose("a `WORD`{.hidden} b"),
    "code-block": _prose("```{.python .hidden}\nWORD\n```"),
    "div-over-cells": lambda word: (
        make_notebook(
            f"{SHOWN}\n\n::: {{.content-hidden}}\n{word}",
            _code(f"f()  # {word}", f"{word}\n"),
            f"{word}\n:::\nEnd",
        ),
        {},
    ),
    "div-over-cells-nested": lambda word: (
        make_notebook(
            f"{SHOWN}\n\n::: {{.a}}", f"::: {{.hidden}}\n{word}", f"::: {{.b}}\n{word}\n:::", ":::", ":::\nEnd"
        ),
        {},
    ),
    "embedded": lambda word: (
        make_notebook(f"{SHOWN}\n\n{{{{< embed shown.ipynb#fig-a >}}}}"),
        {
            "shown.ipynb": json.dumps(
                make_notebook(("raw", "---\necho: false\n---"), _code(f"#| label: fig-a\n'{word}'", "x"))
            )
        },
    ),
    "embedded-in-hidden": lambda word: (
        make_notebook(f"{SHOWN}\n\n::: {{.hidden}}\n{{{{< embed other.ipynb#fig-a >}}}}\n:::"),
        {"other.ipynb": _labeled("B", f"#| label: fig-a\n#| include: false\n'{word}'")},
    ),
}
"""Marks of which the page shows nothing."""

HELD: dict[str, Callable[[str], Made]] = {
    "heading": _prose("## A {.hidden}\n\nWORD"),
    "attribute-list": _prose("WORD\n{: .hidden }"),
    "before-block": _prose("{.hidden}\nWORD"),
    "comment-over-paragraphs": _prose("a <!-- x\n\nWORD --> b"),
    "unclosed": _prose("::: {.content-hidden}\nWORD"),
}
"""Marks that hide no one knows how much: an error holds the post back."""

DRAFTS = {
    name: _front(f"{line}\nx: WORD")
    for name, line in {
        "draft": "draft: true",
        "published": "published: false",
        "private": "private: true",
        "unlisted": "unlisted: true",
        "visibility": "visibility: members",
        "password": "password: open",
        "status-private": "status: private",
        "status-hidden": "status: hidden",
        "headless": "headless: true",
        "hide": "hide: true",
    }.items()
}
"""Marks of whole posts."""

FOLDED = {
    "hide-input-all": ({"hide_input": True}, {}),
    "hide-code-all": ({"hide_code_all_hidden": True}, {}),
    "hide-code": ({}, {"hideCode": True}),
    "nteract": ({}, {"inputHidden": True}),
    "kaggle": ({}, {"_kg_hide-input": True}),
    "colab": ({}, {"cellView": "form"}),
    "deepnote": ({}, {"is_code_hidden": True}),
    "jupyterlab": ({}, {"jupyter": {"source_hidden": True}}),
}
"""Metadata of notebooks and of cells that folds code where it was written, and so on the page."""


def word_of(name: str) -> str:
    """What is hidden by a mark, a word that occurs nowhere else."""
    return "hidden" + re.sub(r"\W", "", name) + "word"


def write(folder: Path, name: str, made: Made) -> None:
    """Write a post, and what lies around it, into a folder of its own."""
    notebook, files = made
    (folder / name).mkdir(parents=True)
    (folder / name / f"{name}.ipynb").write_text(json.dumps(notebook))
    for file, text in files.items():
        (folder / name / file).write_text(text)


def everything(folder: Path) -> str:
    """All that a reader can get, names of files included, unpacked and without the marks of highlighting."""
    parts = []
    for name, data in tree(folder).items():
        content = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        parts.append(name + "\n" + content.decode(errors="replace"))
    text = "\n".join(parts)
    return text + re.sub(r"<[^<>]*>", "", text)


@pytest.mark.parametrize("target", ["--to=html", "--single-file", "--to=markdown", "--to=hugo", "--to=jekyll"])
def test_what_is_hidden_is_in_nothing_that_is_published(target: str, blog_folder: Path, told: Told) -> None:
    """Whatever the target; all else is there."""
    with (blog_folder / "blogtools.toml").open("a") as settings:
        settings.write("search = true\nllms_txt = true\n")
    for name, make in OBEYED.items():
        write(blog_folder / "notebooks", name, make(word_of(name)))
    status, output = told("convert", target, "-o", "out")
    assert status == 0, output
    text = everything(blog_folder / "out")
    assert [name for name in OBEYED if word_of(name) in text] == []
    pages = [
        data.decode(errors="replace")
        for name, data in tree(blog_folder / "out").items()
        if name.endswith(("html", "md"))
    ]
    assert sum(SHOWN in page for page in pages) >= len(OBEYED)


def test_a_post_is_held_back_where_it_is_not_known_how_much_is_hidden(blog_folder: Path, told: Told) -> None:
    """The message says which mark, and what to do."""
    for name, make in HELD.items():
        write(blog_folder / "notebooks", name, make(word_of(name)))
    write(blog_folder / "notebooks", "good", (make_notebook("Good"), {}))
    status, output = told("convert")
    assert status == 1
    assert output.count("so it is held back") == len(HELD)
    assert "heading.ipynb, cell 1, line 5: {.hidden} hides something in other tools, but not here" in output
    assert "opens a hidden part that nothing closes, so it is held back (close it with a line :::)" in output
    text = everything(blog_folder / "_site")
    assert [name for name in HELD if word_of(name) in text] == []
    assert (blog_folder / "_site/good/index.html").exists()


def test_a_post_that_is_not_for_everybody_is_a_draft(blog_folder: Path, told: Told) -> None:
    """Pages here are open, and listed."""
    for name, make in DRAFTS.items():
        write(blog_folder / "notebooks", name, make(word_of(name)))
    write(blog_folder / "notebooks", "good", (make_notebook("Good"), {}))
    status, _ = told("convert")
    assert status == 0
    text = everything(blog_folder / "_site")
    assert [name for name in DRAFTS if word_of(name) in text] == []


@pytest.mark.parametrize("name", FOLDED)
def test_what_is_folded_where_it_was_written_is_folded(name: str, blog_folder: Path, told: Told) -> None:
    """Readers open it with a click, as they can there."""
    of_notebook, of_cell = FOLDED[name]
    write(blog_folder / "notebooks", name, (make_notebook("A", _code("f()", **of_cell), **of_notebook), {}))
    assert told("convert")[0] == 0
    assert "<details" in (blog_folder / f"_site/{name}/index.html").read_text()


def test_a_cell_may_show_what_its_document_hides(blog_folder: Path, told: Told) -> None:
    """Quarto's rule: what is nearer counts, for each option by itself."""
    front = ("raw", "---\ntitle: A\nexecute:\n  echo: false\n  output: false\ncode-fold: true\n---")
    cells = (
        _code("#| echo: true\none()"),
        _code("#| code-fold: false\ntwo()"),
        _code("#| output: true\nf()", "three\n"),
    )
    write(blog_folder / "notebooks", "a", (make_notebook(front, "B", *cells), {}))
    assert told("convert")[0] == 0
    page = re.sub(r"<[^<>]*>", "", (blog_folder / "_site/a/index.html").read_text())
    assert ("one()" in page, "two()" in page, "three" in page) == (True, False, True)


def test_examples_of_marks_stay(blog_folder: Path, told: Told) -> None:
    """In code, a mark is text."""
    text = "`<!-- one -->`, `[two]{.hidden}`\n\n```html\n<!-- three -->\n```\n\n    ::: {.hidden}\n    four\n    :::\n"
    text += "\n\\<!-- five -->"
    write(blog_folder / "notebooks", "a", (make_notebook("A", text), {}))
    status, output = told("convert")
    assert (status, "[hidden]" in output) == (0, False)
    page = (blog_folder / "_site/a/index.html").read_text()
    assert [word for word in ("one", "two", "three", "four", "five") if word not in page] == []


def test_what_an_output_hides_and_nothing_closes_holds_the_post_back(blog_folder: Path, told: Told) -> None:
    """As in the text of a cell."""
    write(blog_folder / "notebooks", "a", (make_notebook("A", _shown("::: {.content-hidden}\nsecretword")), {}))
    status, output = told("convert")
    assert status == 1
    assert "a.ipynb, cell 2: opens a hidden part that nothing closes, so it is held back" in output
    assert "secretword" not in everything(blog_folder / "_site")


def test_a_hidden_file_that_is_included_holds_nothing_back(blog_folder: Path, told: Told) -> None:
    """A name such as `.hidden.md` is no class."""
    write(blog_folder / "notebooks", "a", (make_notebook("A", "{{< include .hidden.md >}}"), {}))
    status, output = told("convert")
    assert (status, "held back" in output) == (0, False)
    assert "cell 2, line 1: the included file .hidden.md" in output


def test_what_may_be_a_comment_is_told(blog_folder: Path, told: Told) -> None:
    """A line that begins with a percent sign is text where nothing else says that MyST is meant."""
    write(blog_folder / "notebooks", "a", (make_notebook("A", "B\n\n% perhaps a comment"), {}))
    status, output = told("convert")
    assert status == 0
    assert "cell 2, line 3: a line begins with %, which is a comment in MyST and text here" in output


def test_the_cells_of_a_div_that_hides_nothing_stay(blog_folder: Path, told: Told) -> None:
    """Only its fences go, though they are in different cells."""
    write(blog_folder / "notebooks", "a", (make_notebook("::: {.column}\nOne", _code("two()"), "Three\n:::\nFour"), {}))
    assert told("convert")[0] == 0
    page = (blog_folder / "_site/a/index.html").read_text()
    assert [word for word in ("One", "two", "Three", "Four") if word not in page] == []
    assert ":::" not in page
