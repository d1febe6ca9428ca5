"""Language tags (BCP 47, RFC 5646): their usual spelling, and the direction in which a language is written."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern

_TAG = lazy_pattern(
    r"""
    (?: (?P<language> [a-z]{2,3} ) (?: -[a-z]{3} ){0,3}
      (?: - (?P<script> [a-z]{4} ) )?
      (?: - (?P<region> [a-z]{2} | \d{3} ) )?
      (?: - (?: [a-z\d]{5,8} | \d[a-z\d]{3} ) )*
      (?: -[a-wyz\d] (?: -[a-z\d]{2,8} )+ )*
      (?: -x (?: -[a-z\d]{1,8} )+ )?
    | (?: x | i ) (?: -[a-z\d]{1,8} )+ )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_LOCALE_SUFFIX = lazy_pattern(r"[.@].*")
_TWO_LETTERS = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw
ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng
nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv
sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
"""ISO 639-1, with the codes that it had before; in their place, many write the code of a country."""
_RTL_SCRIPTS = "adlm arab aran gara hebr mand mend nkoo rohg samr syrc thaa yezi"
_RTL_LANGUAGES = """
aeb apc apd ar arc ars ary arz azb bal bqi ckb dv fa fas glk haz he heb iw ji khw ks lrc luz mzn nqo pnb prs ps pus rhg
sd sdh skr syr ug uig ur urd uzs yi yid
"""
"""Languages whose usual script (CLDR, "likely subtags") is written from right to left."""
_RTL_REGIONS = "az-ir kk-cn kk-ir ku-iq ku-ir ky-cn pa-pk tk-af tk-ir uz-af"
"""Languages that are written so in some countries."""


_CASES = {2: str.upper, 4: str.title}
"""Number of letters of a subtag to its case: that of a country, and that of a script."""


def language_tag(text: str) -> str:
    """Return a language tag in its usual spelling: `en-US` for `en_us` or `en_US.UTF-8`; empty if it is none."""
    tag = _LOCALE_SUFFIX.sub("", text.strip()).replace("_", "-")
    match = _TAG.fullmatch(tag)
    language = (match["language"] or "").lower() if match else ""
    if match is None or (language[2:] == "" != language and language not in _TWO_LETTERS.split()):
        return ""
    if not language:
        return tag.lower()  # A private tag, or one of the first.
    parts = tag.lower().split("-")
    single = next((number for number, part in enumerate(parts) if len(part) == 1), len(parts))
    # The case of each part is that of RFC 5646, 2.1.1.
    cased = [_CASES.get(len(part), str)(part) if part.isalpha() else part for part in parts[1:single]]
    return "-".join([parts[0], *cased, *parts[single:]])


def text_direction(tag: str) -> str:
    """Return `rtl` for a language that is written from right to left, in the script that its tag names; else `ltr`."""
    match = _TAG.fullmatch(tag)
    if match is None or not match["language"]:
        return "ltr"
    language, region = match["language"].lower(), (match["region"] or "").lower()
    if match["script"]:
        is_rtl = match["script"].lower() in _RTL_SCRIPTS.split()
    else:
        is_rtl = language in _RTL_LANGUAGES.split() or f"{language}-{region}" in _RTL_REGIONS.split()
    return "rtl" if is_rtl else "ltr"
