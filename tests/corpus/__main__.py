"""`python -m tests.corpus DIR`: crashes, lost words and repeated ids over all notebooks below a folder."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from blogtools.build.pipeline import Options, convert
from blogtools.config import BlogConfig, Settings
from blogtools.content.discover import find_sources
from blogtools.content.files import file_reader
from blogtools.content.load import decode_post, transform_post
from blogtools.model import Cell, CellOptions, Post, Visibility
from blogtools.render.outputs.terminal import plain
from blogtools.transform.context import Context
from tests.corpus.words import read_page, words

_MARKUP = re.compile(
    r"\[\^[^\]\s]+\]"
    r"|^[ >]*(?:```+|~~~+|:::+|!!!).*$|\[!\w+\]|\{%[^%]*%\}|fndetail: *\w+|^> ?(?:youtube|twitter):|&#\d+;",
    re.MULTILINE,
)


class Result(msgspec.Struct, frozen=True):
    """What came of one notebook."""

    name: str
    refused: str = ""
    crash: str = ""
    nbconvert_crash: str = ""
    lost: dict[str, int] = {}
    repeated_ids: dict[str, int] = {}
    images: int = 0
    images_before: int = 0
    formulas: int = 0
    findings: dict[str, int] = {}
    formula_problems: tuple[str, ...] = ()


def examine(path: Path, root: Path) -> Result:
    """Convert one notebook with both tools and compare."""
    name = path.relative_to(root).as_posix()
    with tempfile.TemporaryDirectory() as folder:
        blog = BlogConfig(Path(folder), Settings())
        try:
            report = convert(blog, [path], Options(output=Path(folder) / "out", drafts=True, workers=1, cache=False))
        except Exception:  # noqa: BLE001 - a crash is what this looks for
            return Result(name, crash=traceback.format_exc())
        if report.errors:
            return Result(name, refused=str(report.errors[0]))
        out = Path(folder) / "out"
        page = read_page((out / report.built[0].page).read_text(encoding="utf-8"))
        drawings = [read_page(svg.read_text(encoding="utf-8", errors="replace")) for svg in out.rglob("*.svg")]
        post = _post(path)
        try:
            theirs = read_page(_nbconvert(path))
        except Exception as error:  # noqa: BLE001 - theirs may fail as it likes
            return Result(name, nbconvert_crash=f"{type(error).__name__}: {error}"[:200])
        ours = page.words + page.tex + _excused(post)
        for drawing in drawings:
            ours += drawing.words
        findings = Counter(finding.slug for finding in report.findings)
        return Result(
            name,
            lost=dict((theirs.words - ours).most_common()),
            repeated_ids={key: number for key, number in page.ids.items() if number > 1},
            images=len(page.images),
            images_before=len(theirs.images),
            formulas=sum(len(cell.markdown.formulas) for cell in post.cells if cell.markdown),
            findings=dict(findings),
            formula_problems=tuple(str(finding) for finding in report.findings if finding.slug == "formula"),
        )


def _post(path: Path) -> Post:
    source = find_sources(BlogConfig(path.parent, Settings()), [path])[0]
    return transform_post(decode_post(source, path.read_bytes(), {}), Context(file_reader(source)))


def _excused(post: Post) -> Counter[str]:
    """Words that are hidden on purpose: metadata cells, removed cells and parts, option lines; and TeX as written."""
    shown = {cell.number: cell for cell in post.cells}
    excused: Counter[str] = Counter()
    for cell in post.notebook.cells:
        kept = shown.get(cell.number)
        if kept is None or kept.options.output.value == "remove" or kept.options.source.value == "remove":
            excused += words(cell.source)
        elif kept.kind == "code":
            excused += words(cell.source) - words(kept.source)
        if kept is not None and kept.markdown is not None:
            excused += words(" ".join(formula.written for formula in kept.markdown.formulas))
        # nbconvert prints markup that it does not know as if it were text: footnotes, divs, info strings of fences.
        excused += words(" ".join(_MARKUP.findall(cell.source)))
        excused += _excused_outputs(cell, kept)
    return excused


def _excused_outputs(cell: Cell, kept: Cell | None) -> Counter[str]:
    """Words of outputs that are hidden on purpose, overwritten by the terminal's rules, or cut in two by streams."""
    options = kept.options if kept else CellOptions()
    everything = kept is None or options.output is Visibility.REMOVE or not options.stdout or not options.stderr
    streams = [plain(output.text) for output in cell.outputs]
    overwritten = any("\r" in text or "\b" in text for text in (output.text for output in cell.outputs))
    excused: Counter[str] = Counter()
    for output, text in zip(cell.outputs, streams, strict=True):
        if everything or overwritten or (output.name == "stderr" and not options.warnings):
            excused += words(text)
        if everything:
            excused += read_page(" ".join(str(value) for value in output.data.values())).words
        for mime in ("text/latex", "text/markdown"):
            content = output.data.get(mime)
            if isinstance(content, str):
                excused += words(content if mime == "text/latex" else " ".join(_MARKUP.findall(content)))
    parts: Counter[str] = sum(map(words, streams), Counter())
    return excused + (parts - words("".join(streams)))


def _nbconvert(path: Path) -> str:
    import nbformat
    from nbconvert import HTMLExporter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exporter = HTMLExporter(
            template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True, embed_images=False
        )
        notebook = nbformat.read(path, as_version=4)
        html: str = exporter.from_notebook_node(notebook)[0]
    return html


def main() -> int:
    """Examine a folder; exit status 1 if anything is worse than nbconvert's page."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="part of the paths to look at")
    parser.add_argument("--words", type=int, default=12, help="lost words to print for each notebook")
    options = parser.parse_args()
    root = options.folder.resolve()
    paths = sorted(
        path for path in root.rglob("*.ipynb") if options.only in str(path) and ".ipynb_checkpoints" not in str(path)
    )
    with ProcessPoolExecutor(options.workers) as pool:
        results = list(pool.map(partial(examine, root=root), paths, chunksize=4))
    return _tell(results, options.words)


def _tell(results: list[Result], most: int) -> int:
    write = sys.stdout.write
    findings: Counter[str] = Counter()
    for result in results:
        findings.update(result.findings)
        if result.crash:
            write(f"CRASH {result.name}\n{result.crash}\n")
        if result.refused:
            write(f"refused: {result.refused}\n")
        if result.nbconvert_crash:
            write(f"nbconvert fails: {result.name}: {result.nbconvert_crash}\n")
        if result.lost:
            sample = ", ".join(f"{word}×{number}" for word, number in list(result.lost.items())[:most])
            write(f"lost {sum(result.lost.values())} words: {result.name}: {sample}\n")
        if result.repeated_ids:
            write(f"repeated ids: {result.name}: {dict(list(result.repeated_ids.items())[:5])}\n")
        if result.images < result.images_before:
            write(f"fewer images: {result.name}: {result.images} of {result.images_before}\n")
        for problem in result.formula_problems:
            write(f"formula: {problem}\n")
    crashes = sum(bool(result.crash) for result in results)
    lost = sum(bool(result.lost) for result in results)
    ids = sum(bool(result.repeated_ids) for result in results)
    write(
        f"{len(results)} notebooks: {crashes} crashes, {sum(bool(r.refused) for r in results)} refused, "
        f"{lost} with lost words, {ids} with repeated ids; nbconvert fails on "
        f"{sum(bool(r.nbconvert_crash) for r in results)}; findings: {dict(findings.most_common())}\n"
    )
    return 1 if crashes or lost or ids else 0


if __name__ == "__main__":
    sys.exit(main())
