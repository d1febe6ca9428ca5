"""Keys that are nearly the name of another one, and keys that are none of ours but no slip either."""

from __future__ import annotations

OTHER_TOOLS = frozenset(
    {
        *(
            "badges",
            "branch",
            "comments",
            "hidebinderbadge",
            "hidecolabbadge",
            "searchexclude",
            "stickyrank",
        ),  # fastpages
        *("defaultexp", "execdoc", "skipexec", "skipshowdoc"),  # nbdev
        *("about", "editor", "engine", "execute", "filters", "format", "freeze", "listing"),
        *("datemeta", "dateformat", "draftmode", "jupyter", "linkbibliography", "order", "theme"),  # Quarto
        *("jupytext", "kernelspec", "kernel"),  # Jupytext
        *(
            "affiliations",
            "downloads",
            "exports",
            "github",
            "shorttitle",
            "venue",
        ),  # MyST
        *("cascade", "expirydate", "headless", "layout", "linktitle", "markup", "math", "menu", "outputs", "params"),
        *("resources", "sitemap", "translationkey", "type", "weight", "showdate", "showtoc", "hidedate"),  # Hugo
        *("navorder", "parent", "usemath", "mathjax", "katex", "sticky", "pin"),  # Jekyll and its themes
        *("saveas", "template"),  # Pelican
        *("boost", "hide", "icon", "links", "readtime", "search"),  # MkDocs
        *("hidetitle", "nocomments", "previewimage", "medium", "link"),  # Nikola
        *("stats", "wide"),  # themes
    }
)
"""Keys of other tools' front matter, lowercase and without `-` and `_`; none of them is a slip of ours."""


def is_one_edit(written: str, meant: str) -> bool:
    """Return True if two words differ by one letter: inserted, left out, changed, or swapped with the next.

    It is the distance of Damerau and Levenshtein, as far as it is 1.
    """
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    pairs = enumerate(zip(written, meant, strict=False))
    start = next((index for index, (one, other) in pairs if one != other), min(len(written), len(meant)))
    one, other = written[start:], meant[start:]
    return (
        one[1:] == other
        or one == other[1:]
        or one[1:] == other[1:]
        or (one[2:] == other[2:] and one[:2] == other[1::-1])
    )
