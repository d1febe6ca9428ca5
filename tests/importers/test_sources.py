"""Forms of notebooks that are text: cells, options, metadata and outputs come along; what does not is told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from blogtools import read_post
from blogtools.config import find_blog
from blogtools.errors import SourceError
from blogtools.importers.base import Imported, ImportedCell, Importer
from blogtools.importers.run import IMPORTERS, import_posts

Row = tuple[Any, ...]


def posts(folder: Path, name: str, text: str, *, as_form: str = "") -> list[Imported]:
    """What the importer that detects a file reads."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    chosen = next(one for one in IMPORTERS.values() if one.detect(path, text))
    assert chosen.name == (as_form or chosen.name)
    read = chosen.read(path)
    return [read] if isinstance(read, Imported) else list(read)


def rows(cells: Iterable[ImportedCell | tuple[str, str]]) -> list[Row]:
    """Kind and source of each cell, with its metadata and what it printed if it has any."""
    found: list[Row] = []
    for cell in cells:
        assert isinstance(cell, ImportedCell)
        printed = tuple("".join(output["text"]) for output in cell.outputs)
        more = (cell.metadata, printed) if printed else (cell.metadata,) if cell.metadata else ()
        found.append((cell.kind, cell.source, *more))
    return found


QUARTO = """\
---
title: A
jupyter: python3
---

Before {{< video x >}}.

```{python}
#| echo: false
1 + 1
```

```python
shown
```

::: {.callout-note}
```{python}
x
```
:::

```{mermaid}
graph
```

```{bash}
ls
```

- item

  ```{python}
  y
  ```
"""


def test_quarto(tmp_path: Path) -> None:
    """Blocks with a language in braces are cells with their options; others, and diagrams, stay."""
    (post,) = posts(tmp_path, "a.qmd", QUARTO, as_form="quarto")
    assert rows(post.cells) == [
        ("raw", "---\ntitle: A\njupyter: python3\n---"),
        ("markdown", "Before {{< video x >}}."),
        ("code", "#| echo: false\n1 + 1"),
        ("markdown", "```python\nshown\n```\n\n::: {.callout-note}"),
        ("code", "x"),
        ("markdown", ":::\n\n```{mermaid}\ngraph\n```"),
        ("code", "ls", {"vscode": {"languageId": "bash"}}),
        ("markdown", "- item\n\n  ```{python}\n  y\n  ```"),
    ]
    (told,) = post.findings
    assert str(told).endswith("a.qmd, line 33: a cell of code in a list or a quote stays text (move it out of there)")


KNITR = """\
---
title: B
date: "`r Sys.Date()`"
---

```{r setup, include=FALSE}
knitr::opts_chunk$set(echo = FALSE, fig.width = 7, dev = c("png", x))
```

The mean is `r mean(x)`.

```{r my-plot, fig.cap="A, \\"plot\\"", fig.alt='it (is', echo=TRUE, out.width = w*2, fig.align=c("a", 'b')}
plot(x)
```

```{python}
#| echo: true
print(1)
```
"""


def test_r_markdown(tmp_path: Path) -> None:
    """Options of knitr become lines; those for all chunks are in each that does not say otherwise."""
    (post,) = posts(tmp_path, "b.Rmd", KNITR, as_form="rmarkdown")
    assert post.language == "r"
    assert rows(post.cells) == [
        ("raw", '---\ntitle: B\n# date: "`r Sys.Date()`"\n---'),
        (
            "code",
            '#| label: setup\n#| include: false\nknitr::opts_chunk$set(echo = FALSE, fig.width = 7, dev = c("png", x))',
        ),
        ("markdown", "The mean is `r mean(x)`."),
        (
            "code",
            '#| echo: true\n#| fig-width: 7\n#| label: my-plot\n#| fig-cap: "A, \\"plot\\""\n#| fig-alt: "it (is"\n'
            '#| fig-align: ["a", "b"]\n# out.width = w*2\nplot(x)',
        ),
        ("code", "#| fig-width: 7\n#| echo: true\nprint(1)", {"vscode": {"languageId": "python"}}),
    ]
    assert [(finding.where.line, finding.message) for finding in post.findings] == [
        (3, 'date: "`r Sys.Date()`" is the day on which R runs, and was left out'),
        (6, 'the option dev = c("png", x) of all chunks is computed by R, and has no effect'),
        (10, "`r mean(x)` is shown as code: R computes it"),
        (12, "the option out.width=w*2 is computed by R, and was kept as a comment"),
    ]


MYST = """\
---
jupytext:
  formats: md:myst
  text_representation:
    format_name: myst
kernelspec:
  display_name: Julia 1.9
  language: julia
  name: julia-1.9
title: C
---

+++ {"tags": "a b"}

Text

+++ a remark of the author

More

```{code-cell}
:tags: [hide-input]
:name: foo

1 + 1
```

```{code-cell} julia
---
caption: A year
---
2
```

````{note}
+++
```{code-cell}
3
```
````
"""


def test_myst(tmp_path: Path) -> None:
    """Options are metadata, `+++` ends a cell, the kernel is that of the header."""
    (post,) = posts(tmp_path, "c.md", MYST, as_form="myst")
    assert rows(post.cells) == [
        ("raw", "---\ntitle: C\n---"),
        ("markdown", "Text", {"tags": ["a", "b"]}),
        ("markdown", "More"),
        ("code", "1 + 1", {"tags": ["hide-input"], "name": "foo"}),
        ("code", "2", {"caption": "A year"}),
        ("markdown", "````{note}\n+++\n```{code-cell}\n3\n```\n````"),
    ]
    assert (post.language, post.metadata["kernelspec"]["name"]) == ("julia", "julia-1.9")
    assert [finding.where.line for finding in post.findings] == [37]


RENDERED = """\
{
  "title": "D"
}

::: {.cell execution_count="1"}
``` {.python .cell-code}
print(1)
```

::: {.cell-output .cell-output-stdout}
```
1
```
:::
:::

```py {hl_lines=[2]} title="x.py" tags=["a"] foo
a
b
```

    two

```output
three
```

```text
four
```

Said.

```text
five
```

```python
c
```

```
six
```
"""


def test_outputs_in_markdown(tmp_path: Path) -> None:
    """What is marked as output right after a cell of code is its output; other blocks stay text."""
    (post,) = posts(tmp_path, "d.md", RENDERED, as_form="markdown")
    assert rows(post.cells) == [
        ("raw", '{\n  "title": "D"\n}'),
        ("code", "print(1)", {}, ("1\n",)),
        (
            "code",
            '#| filename: "x.py"\n#| code-line-numbers: "2"\na\nb',
            {"tags": ["a"]},
            ("two\n", "three\n", "four\n"),
        ),
        ("markdown", "Said.\n\n```text\nfive\n```"),
        ("code", "c"),
        ("markdown", "```\nsix\n```"),
    ]
    assert [finding.message for finding in post.findings] == [
        "a cell of code has no counterpart to foo after the fence"
    ]
    assert post.findings[0].where.line == 17


PERCENT = """\
#!/usr/bin/env python
# ---
# jupyter:
#   kernelspec:
#     display_name: Conda
#     language: python
#     name: conda
# title: My script
# ---

# %% [markdown] tags=["a", "b"] foo=true
# # Head
#
# Text

# %% My title tags=["hide-input"]
# %matplotlib inline
x = 1

def f():
    pass

# %% [md]
\"\"\"
Quoted
\"\"\"

# %%
# %%bash
# ls

# %% a=?
y
"""


def test_percent_scripts(tmp_path: Path) -> None:
    """Text in comments or quotes, magics, metadata and the header."""
    (post,) = posts(tmp_path, "p.py", PERCENT, as_form="script")
    assert rows(post.cells) == [
        ("raw", "---\ntitle: My script\n---"),
        ("markdown", "# Head\n\nText", {"tags": ["a", "b"], "foo": True}),
        ("code", "%matplotlib inline\nx = 1\n\ndef f():\n    pass", {"title": "My title", "tags": ["hide-input"]}),
        ("markdown", "Quoted"),
        ("code", "%%bash\nls"),
        ("code", "y"),
    ]
    assert post.metadata["kernelspec"]["name"] == "conda"
    assert [finding.where.line for finding in post.findings] == [32]


def test_light_scripts(tmp_path: Path) -> None:
    """Paragraphs of comments are text; `# +` begins a cell with blank lines in it."""
    text = (
        "# ---\n# jupyter:\n#   jupytext:\n#     formats: R\n# ---\n\n# # Title\n#\n# Text\n\n# of the code\nx <- 1\n\n"
        'f <- function() {\n  a\n\n  b\n}\n\n# + tags=["x"]\nz\n\nq\n# -\n\n# End.\n'
    )
    (post,) = posts(tmp_path, "l.R", text, as_form="script")
    assert post.language == "r"
    assert rows(post.cells) == [
        ("markdown", "# Title\n\nText"),
        ("code", "# of the code\nx <- 1"),
        ("code", "f <- function() {\n  a\n\n  b\n}"),
        ("code", "z\n\nq", {"tags": ["x"]}),
        ("markdown", "End."),
    ]


def test_a_header_in_toml(tmp_path: Path) -> None:
    """As scripts have their dependencies (PEP 723)."""
    text = "# /// blog\n# title = 'A'\n# ///\n\n# Text.\n\nx = 1\n"
    (post,) = posts(tmp_path, "a.py", text, as_form="script")
    assert rows(post.cells) == [("raw", "+++\ntitle = 'A'\n+++"), ("markdown", "Text."), ("code", "x = 1")]


MARIMO = '''\
import marimo

app = marimo.App(app_title="My app")

with app.setup:
    import os


@app.cell(hide_code=True)
def _(mo):
    mo.md(
        r"""
        # Hello

        $x$
        """
    )
    return


@app.cell
def named(mo):
    # above
    x = """
a
"""
    mo.md(f"x is {x}")
    # after
    return (x,)


@app.cell(hide_code=True)
def _():
    return


@app.function(hide_code=True)
def f(a):
    return a


raise SystemExit("it is not executed")
'''


def test_marimo(tmp_path: Path) -> None:
    """Functions are cells, `mo.md` is text; nothing of it is executed."""
    (post,) = posts(tmp_path, "m.py", MARIMO, as_form="marimo")
    assert rows(post.cells) == [
        ("raw", "---\ntitle: My app\n---"),
        ("code", "import os"),
        ("markdown", "# Hello\n\n$x$"),
        ("code", '# above\nx = """\na\n"""\nmo.md(f"x is {x}")\n# after', {"name": "named"}),
        ("code", "def f(a):\n    return a", {"tags": ["remove-input"]}),
    ]
    assert [finding.where.line for finding in post.findings] == [22]


DEEPNOTE = """\
project:
  notebooks:
    - name: One two
      blocks:
        - {type: code, content: "1+1", sortingKey: b, metadata: {is_code_hidden: true},
           outputs: [{output_type: stream, name: stdout, text: "2"}]}
        - {type: text-cell-h1, content: Head, sortingKey: a}
        - {type: text-cell-todo, content: rain, metadata: {checked: true}, sortingKey: c}
        - {type: visualization, sortingKey: d}
    - name: Three
      blocks:
        - {type: markdown, content: Text}
    - name: Four
"""


def test_deepnote(tmp_path: Path) -> None:
    """Each notebook of a project is one, its blocks in their order."""
    one, three, four = posts(tmp_path, "p.deepnote", DEEPNOTE, as_form="deepnote")
    assert (one.name, three.name, four.cells) == ("one-two", "three", ())
    assert rows(one.cells) == [
        ("raw", "---\ntitle: One two\n---"),
        ("markdown", "# Head"),
        ("code", "1+1", {"is_code_hidden": True}, ("2",)),
        ("markdown", "- [x] rain"),
    ]
    assert [finding.message for finding in (*one.findings, *four.findings)] == [
        "block 4 has no counterpart in a notebook: visualization",
        "the notebook Four has no cell, and was left out",
    ]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.md", '{"title": "A",\n', "line 1: has front matter that begins here and does not end"),
        ("a.md", '{"title": "A",\n"b": c\n}\n', "line 2: has front matter in JSON that is not valid: "),
        ("a.md", "\n+++\ntitle = 'a'\n", "line 2: has front matter that begins here and does not end"),
        ("a.py", "# ---\n# title: a\n\nx\n", "line 1: has a header that begins here and does not end"),
        ("a.py", "# ---\n# title: a\n# ---\n\n", "a.py: has no cell"),
        ("a.py", "import marimo\napp = marimo.App()\nx = (\n", "line 3: is not valid Python: '(' was never closed"),
        ("a.py", "import marimo\napp = marimo.App()\n", "a.py: has no cell of marimo"),
        ("a.deepnote", "a: [\n", "is not valid YAML: "),
        ("a.deepnote", "a: 1\n", "is no project of Deepnote: it has no `project` with `notebooks`"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, text: str, told: str) -> None:
    """One line says what is wrong, and where."""
    with pytest.raises(SourceError) as raised:
        posts(tmp_path, name, text)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "# %%\nx = 1\n"),
        ("a.py", '"""A module."""\n'),
        ("a.py", "import marimo\n"),
        ("a.yaml", "a: 1\n"),
        ("a.jl", "# a comment\nx\n"),
    ],
)
def test_what_is_no_notebook(tmp_path: Path, name: str, text: str) -> None:
    """No importer takes it."""
    importers: list[Importer] = [one for one in IMPORTERS.values() if one.detect(tmp_path / name, text)]
    assert importers == []


@pytest.mark.parametrize(
    ("text", "front", "first"),
    [
        ("+++\n\nText", "", "Text"),
        ("---\n\nText", "", "---\n\nText"),
        ("\n\n---\ntitle: a\n---\nText", "---\ntitle: a\n---", "Text"),
        ("\ufeff---\r\ntitle: a\r\n---\r\nText", "---\ntitle: a\n---", "Text"),
        ("---\nkernelspec: {name: ir}\n---\nText", "", "Text"),
        ("---\njupyter: python3\n---\nText", "---\njupyter: python3\n---", "Text"),
        ('{"a": 1}\nText', '{"a": 1}', "Text"),
        ("{a} Text", "", "{a} Text"),
        (
            "+++\ntitle = 'a'\n[taxonomies]\ntags = ['b', \"ä\"]\n+++\nText",
            '+++\ntags = ["b", "ä"]\ntitle = \'a\'\n[taxonomies]\ntags = [\'b\', "ä"]\n+++',
            "Text",
        ),
    ],
)
def test_front_matter(tmp_path: Path, text: str, front: str, first: str) -> None:
    """It stays as it is written; keys of Jupytext go to the notebook."""
    (post,) = posts(tmp_path, "a.md", text)
    found = rows(post.cells)
    if text.startswith("+++\n\n"):
        assert found == [("markdown", "+++\n\nText")]
    else:
        assert found == [*([("raw", front)] if front else []), ("markdown", first)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "---\ntitle: A\npubDate: 2020-01-02\nheroImage: a.png\n---\n",
            ("2020-01-02", (), "a.png", False),
        ),
        ("---\ntitle: A\npublished: false\ntags: a, b\ncover_image: a.png\n---\n", (None, ("a", "b"), "a.png", True)),
        ("---\ntitle: A\npublished: 2020-01-02\nmood: good\n---\n", ("2020-01-02", (), "", False)),
        ("+++\ntitle = 'A'\ndate = 2020-01-02\n[taxonomies]\ntags = ['a']\n+++\n", ("2020-01-02", ("a",), "", False)),
        ('{"title": "A", "publishDate": "2020-01-02", "draft": true}\n', ("2020-01-02", (), "", True)),
        ("Title: A\nDate: 2020-01-02\nTags: a, b\nStatus: draft\n\n", ("2020-01-02", ("a", "b"), "", True)),
    ],
    ids=["astro", "devto", "date", "zola", "hugo", "pelican"],
)
def test_the_keys_of_generators(tmp_path: Path, text: str, expected: tuple[Any, ...]) -> None:
    """Their names for the same thing are one field."""
    (tmp_path / "a.md").write_text(f"{text}\nText.", encoding="utf-8")
    import_posts(find_blog(tmp_path), [tmp_path / "a.md"], tmp_path / "new")
    front = read_post(tmp_path / "new/a.ipynb").front
    date, tags, image, draft = expected
    assert (front.title, str(front.date) if front.date else None, front.tags, front.draft) == ("A", date, tags, draft)
    assert (front.image or "").endswith(image)
