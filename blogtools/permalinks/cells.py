"""Samples of the cells of posts, by which a post is known again after its name and its title changed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from blogtools.model import Post, Visibility

SAMPLE = 32
"""Largest number of hashes of a post; the smallest are kept, so that the samples of two versions can be compared."""
_TITLE = re.compile(r"\s*#[ \t][^\n]*")


def cell_sample(sources: Iterable[str]) -> str:
    """Return hashes of the cells of a post (24 bits in hex each), sorted and separated by spaces.

    A heading of the first level at the start is left out, since it is the title.
    """
    texts = [text for source in sources if (text := source.strip())]
    if texts:
        texts[0] = _TITLE.sub("", texts[0], count=1).strip()
    hashes = {hashlib.sha256(text.encode(errors="replace")).hexdigest()[:6] for text in texts if text}
    return " ".join(sorted(hashes)[:SAMPLE])


def sample_of_post(post: Post) -> str:
    """Return the sample of the cells whose text is on the page of a post; embedded ones are another post's."""
    hidden = Visibility.REMOVE
    return cell_sample(
        cell.source
        for cell in post.cells
        if cell.origin is None and hidden not in (cell.options.cell, cell.options.source)
    )


def alike(olds: Mapping[str, str], news: Mapping[str, str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (new name, old name) of posts of which most cells are the same, the most similar first.

    The values are samples. Cells that several posts of `others` (all samples that were published) have, such as the
    same imports, tell nothing.
    """
    common = {one for one, number in Counter(one for sample in others for one in sample.split()).items() if number > 1}
    before = {name: set(sample.split()) - common for name, sample in olds.items()}
    owners: dict[str, list[str]] = defaultdict(list)
    for name, cells in before.items():
        for one in cells:
            owners[one].append(name)
    pairs = []
    for name, sample in news.items():
        cells = set(sample.split()) - common
        for old in {old for one in cells for old in owners[one]}:
            # Of two long posts only the smallest hashes are known (a bottom-k sketch).
            union = sorted(cells | before[old])[:SAMPLE]
            shared = sum(one in cells and one in before[old] for one in union)
            # Of two posts with as many cells, more than a half.
            if 3 * shared > len(union):
                pairs.append((-shared / len(union), name, old))
    taken: set[str] = set()
    for _, name, old in sorted(pairs):
        if name not in taken and old not in taken:
            taken |= {name, old}
            yield name, old
