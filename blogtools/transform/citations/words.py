"""The heading of the list of what is cited, in the language of a post."""

from __future__ import annotations

import re

_HEADINGS = dict(
    line.strip().split(" ", 1)
    for line in """
    en References
    de Literatur
    fr Références
    es Referencias
    it Riferimenti bibliografici
    pt Referências
    nl Referenties
    sv Referenser
    da Referencer
    nb Referanser
    no Referanser
    nn Referansar
    fi Lähteet
    is Heimildir
    pl Bibliografia
    cs Literatura
    sk Literatúra
    sl Literatura
    hr Literatura
    sr Литература
    hu Irodalom
    ro Bibliografie
    bg Литература
    ru Литература
    uk Література
    el Βιβλιογραφία
    tr Kaynakça
    ca Referències
    eu Erreferentziak
    gl Referencias
    et Kirjandus
    lv Literatūra
    lt Literatūra
    ar المراجع
    he ביבליוגרפיה
    fa منابع
    hi संदर्भ
    ja 参考文献
    ko 참고문헌
    zh 参考文献
    vi Tài liệu tham khảo
    id Daftar Pustaka
    th บรรณานุกรม
    eo Referencoj
    """.strip().split("\n")
)
_CHINESE = ("hant", "tw", "hk", "mo")


def references_heading(language: str) -> str:
    """Return the heading for a language, given by its tag; English if there is none."""
    tag, *rest = re.split("[-_]", language.lower())
    if tag == "zh" and not set(rest).isdisjoint(_CHINESE):
        return "參考文獻"
    return _HEADINGS.get(tag, _HEADINGS["en"])
