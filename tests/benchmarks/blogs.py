"""A blog of any number of posts, always the same: what each holds depends on its number and a seed alone."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template
from typing import Any

import msgspec

WORDS, NOUNS, VERBS, ADJECTIVES = (
    text.split()
    for text in (
        "the a of to in and is it that for was on are with as this be from by not one had but what all were when we "
        "there can an your which their if do will each about how up out them then she many some so these would other "
        "into has more her two like him see time could no make than first been its who now people my made over did "
        "down only way find use may water long little very after words called just where most know",
        "rain river sample model kernel index cache signal error query table frame branch season garden engine parser "
        "station letter bridge harbor orbit market forest window archive sensor cluster gradient ledger compass",
        "counting measuring plotting sorting joining testing guessing reading comparing mending",
        "slow quiet noisy sparse hidden broken wide late early stubborn small second",
    )
)
TAGS = tuple(f"{adjective} {noun}" for adjective in ADJECTIVES[:4] for noun in NOUNS[:10])
SERIES = tuple(f"Notes on the {noun}" for noun in NOUNS[10:20])
FIRST_DAY = dt.date(2015, 1, 1)
DAYS = 3652
"""Ten years."""

FORMULAS = (
    r"\hat{\beta} = (X^\top X)^{-1} X^\top y",
    r"P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}",
    r"\int_0^\infty e^{-\lambda t}\,dt = \frac{1}{\lambda}",
    r"\sigma^2 = \frac{1}{n - 1} \sum_{i=1}^{n} (x_i - \bar{x})^2",
)
CODE = tuple(
    Template(text)
    for text in (
        "import pandas as pd\n\n$a = pd.read_csv('data/$a.csv', parse_dates=['day'], index_col='day')\n"
        "$a = $a[$a['$b'] > $n].dropna()\n$a.groupby('$b').agg({'value': ['mean', 'std'], 'count': 'sum'}).head()\n",
        'def $a(values, limit=$n):\n    """Keep the $b values below a limit, in order."""\n    kept = []\n'
        "    for number, value in enumerate(values):\n        if value is None or value >= limit:\n"
        "            continue  # the $b said nothing that day\n        kept.append((number, round(value * 0.$n, 3)))\n"
        "    return kept\n\n\n$a([1, 4, None, 9, $n, 25])\n",
        "class $A:\n    def __init__(self, $b: float, steps: int = $n) -> None:\n        self.$b = $b\n"
        "        self.steps = steps\n\n    def run(self) -> list[float]:\n        total = 0.0\n        path = []\n"
        "        for step in range(self.steps):\n            total += self.$b * (1 - total)\n"
        "            path.append(total)\n        return path\n\n\nprint(f'{$A(0.$n).run()[-1]:.4f}')\n",
        "import numpy as np\n\nrng = np.random.default_rng($n)\n$a = rng.normal(loc=$n, scale=2.5, size=(1000, 3))\n"
        "$b = np.linalg.lstsq($a[:, :2], $a[:, 2], rcond=None)[0]\nnp.round($b, 4), $a.mean(axis=0)\n",
        "import matplotlib.pyplot as plt\n\nfig, ax = plt.subplots(figsize=(6, 4))\n"
        "ax.plot($a.index, $a['$b'], label='$b', lw=1.5)\nax.set_xlabel('day')\nax.set_ylabel('$b, mm')\n"
        "ax.legend(loc='upper left')\nplt.show()\n",
    )
)
FRAME_STYLE = (
    "<div>\n<style scoped>\n    .dataframe tbody tr th:only-of-type {\n        vertical-align: middle;\n    }\n\n"
    "    .dataframe tbody tr th {\n        vertical-align: top;\n    }\n\n"
    "    .dataframe thead th {\n        text-align: right;\n    }\n</style>\n"
)


class Size(msgspec.Struct, frozen=True):
    """How large posts are."""

    text: int = 20_000
    """Bytes of the cells of a post without pictures; half of the posts have more."""
    spread: float = 0.6
    """Standard deviation of the logarithm of that."""
    pictures: float = 0.25
    """Share of the posts that have pictures: one to three of 20 to 80 kB."""


USUAL = Size()
SMALL = Size(text=10_000, spread=0.3, pictures=0.0)


class Post(msgspec.Struct, frozen=True):
    """A post, before it is said in one tool's form what it is."""

    slug: str
    title: str
    date: dt.date
    tags: tuple[str, ...]
    series: str
    """Empty for none."""
    cells: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        """Its path without a suffix; each year has a folder."""
        return f"{self.date.year}/{self.slug}"


def make_posts(number: int, size: Size = USUAL, seed: int = 1) -> Iterator[Post]:
    """Make posts; the first ones of a larger blog are those of a smaller one."""
    for index in range(number):
        yield _post(index, random.Random(f"{seed} {index}"), size)  # noqa: S311 - nothing here is a secret


def write_notebook(path: Path, post: Post, first: dict[str, Any] | None = None, **metadata: Any) -> None:
    """Write a post as JupyterLab would save it (nbformat 4.5), with a `first` cell and `metadata` of one's own."""
    cells = [first, *post.cells] if first else list(post.cells)
    notebook = {
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
            **metadata,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def write_blog(root: Path, number: int, size: Size = USUAL) -> list[Post]:
    """Write a blog for blogtools: settings, and posts that begin with raw YAML; returns them without cells."""
    root.mkdir(parents=True)
    (root / "blogtools.toml").write_text(
        'title = "A blog of many posts"\nbase_url = "https://example.org/"\n', encoding="utf-8"
    )
    posts = []
    for post in make_posts(number, size):
        lines = [f"title: {post.title}", f"date: {post.date}", f"tags: [{', '.join(post.tags)}]"]
        lines += [f"series: {post.series}"] if post.series else []
        front = {"cell_type": "raw", "metadata": {}, "source": _lines("\n".join(["---", *lines, "---"]))}
        write_notebook(root / "notebooks" / f"{post.name}.ipynb", post, front)
        posts.append(without_cells(post))
    return posts


def without_cells(post: Post) -> Post:
    """What is left to know of a post that is written: a process never counts less memory than the one it came from."""
    return msgspec.structs.replace(post, cells=())


def _post(index: int, rng: random.Random, size: Size) -> Post:
    verb, adjective, noun = rng.choice(VERBS), rng.choice(ADJECTIVES), rng.choice(NOUNS)
    title = f"{verb} the {adjective} {noun}, part {index + 1}"
    weight = size.text * math.exp(rng.gauss(0, size.spread))
    cells = [_markdown(f"{_paragraph(rng)}\n\n{_paragraph(rng)}")]
    written = 0
    while written < weight:
        section = _section(rng, count=len(cells))
        cells += section
        written += sum(len(json.dumps(cell, indent=1)) for cell in section)
    if rng.random() < size.pictures:
        for place in sorted(rng.sample(range(1, len(cells) + 1), k=min(rng.randint(1, 3), len(cells)))):
            cells.insert(place, _picture(rng))
    return Post(
        slug=f"{verb}-the-{adjective}-{noun}-part-{index + 1}",
        title=title.capitalize(),
        date=FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS)),
        tags=tuple(rng.sample(TAGS, k=rng.randint(1, 4))),
        series=rng.choice(SERIES) if rng.random() < 1 / 3 else "",
        cells=tuple(cells),
    )


def _section(rng: random.Random, count: int) -> list[dict[str, Any]]:
    """A heading, some text, code, and what it printed or showed."""
    level = "##" if rng.random() < 0.6 else "###"
    text = [f"{level} The {rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} {count}"]
    text += [_paragraph(rng) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.3:
        text.append("\n".join(f"- {_sentence(rng)}" for _ in range(rng.randint(3, 5))))
    if rng.random() < 0.3:
        text.append(f"$$\n{rng.choice(FORMULAS)}\n$$")
    cells = [_markdown("\n\n".join(text))]
    for _ in range(rng.randint(1, 2)):
        output = rng.choice((_frame, _frame, _stream, _stream, _value, None))
        cells.append(_code(rng, [output(rng)] if output else []))
    return cells


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}


def _code(rng: random.Random, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    noun = rng.choice(NOUNS)
    source = rng.choice(CODE).substitute(a=noun, A=noun.capitalize(), b=rng.choice(NOUNS), n=rng.randint(2, 99))
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "outputs": outputs,
        "source": _lines(source.rstrip()),
    }


def _picture(rng: random.Random) -> dict[str, Any]:
    """A plot: as large as one, though gray noise."""
    height = rng.randint(100, 400)
    data = {"image/png": base64.b64encode(_png(200, height, rng)).decode(), "text/plain": ["<Figure size 600x400>"]}
    return _code(rng, [{"data": data, "metadata": {"alt": "A plot of noise"}, "output_type": "display_data"}])


def _png(width: int, height: int, rng: random.Random) -> bytes:
    """A PNG of 8-bit gray, stored without compression so that every zlib makes the same bytes of it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + rng.randbytes(width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")


def _frame(rng: random.Random) -> dict[str, Any]:
    """A data frame, as pandas writes it."""
    columns = rng.sample(NOUNS, k=rng.randint(3, 6))
    rows = [[f"{rng.uniform(-9, 99):.4f}" for _ in columns] for _ in range(rng.randint(5, 12))]
    head = "".join(f"      <th>{column}</th>\n" for column in columns)
    body = "".join(
        f"    <tr>\n      <th>{number}</th>\n" + "".join(f"      <td>{value}</td>\n" for value in row) + "    </tr>\n"
        for number, row in enumerate(rows)
    )
    html = (
        f'{FRAME_STYLE}<table border="1" class="dataframe">\n  <thead>\n    <tr style="text-align: right;">\n'
        f"      <th></th>\n{head}    </tr>\n  </thead>\n  <tbody>\n{body}  </tbody>\n</table>\n</div>"
    )
    plain = "\n".join("  ".join(f"{value:>10}" for value in row) for row in [columns, *rows])
    return {
        "data": {"text/html": _lines(html), "text/plain": _lines(plain)},
        "execution_count": 1,
        "metadata": {},
        "output_type": "execute_result",
    }


def _stream(rng: random.Random) -> dict[str, Any]:
    lines = [
        f"step {number:4}: loss {rng.random():.6f}, {rng.choice(NOUNS)} ok" for number in range(rng.randint(3, 30))
    ]
    return {"name": "stdout", "output_type": "stream", "text": _lines("\n".join(lines) + "\n")}


def _value(rng: random.Random) -> dict[str, Any]:
    text = f"(array([{rng.random():.4f}, {rng.random():.4f}]), {rng.randint(1, 999)})"
    return {"data": {"text/plain": [text]}, "execution_count": 1, "metadata": {}, "output_type": "execute_result"}


def _paragraph(rng: random.Random) -> str:
    return " ".join(_sentence(rng) for _ in range(rng.randint(3, 7)))


def _sentence(rng: random.Random) -> str:
    words = [*rng.choices(WORDS, k=rng.randint(5, 16)), rng.choice(NOUNS)]
    marks: tuple[Callable[[str], str], ...] = (
        lambda word: f"**{word}**",
        lambda word: f"*{word}*",
        lambda word: f"`{word}`",
        lambda word: f"[{word}](https://example.com/{word})",
        lambda word: f"${word[0]}_{{{len(word)}}}$",
    )
    if rng.random() < 0.3:
        place = rng.randrange(len(words))
        words[place] = rng.choice(marks)(words[place])
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
