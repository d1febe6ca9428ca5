"""The card of a post is a small picture that any title fits into."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, features

from blogtools.render.card import draw as card
from blogtools.render.card import fonts as card_fonts
from blogtools.render.card import shaping as card_text
from blogtools.render.card.draw import draw_card
from blogtools.render.card.fonts import EMBEDDED, faces, find_font, has
from blogtools.render.card.line_breaks import ELLIPSIS, Lines, fit
from blogtools.render.card.shaping import clusters, drawable, lettering
from blogtools.render.theme.files import default_theme

TITLES = {
    "one-word": "Hello",
    "times": "8:00 AM / the build passed",
    "long": "How I learned to stop worrying and measure every function of a parser that was, against all expectations, "
    "already fast enough for everyone but me, and what the numbers said after a week of work on the cold path",
    "too-long": "Lorem ipsum dolor sit amet, " * 40,
    "long-word": "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft",
    "address": "https://example.org/a/very/long/path/that/never/ends/and/has/no/spaces.html?query=1234567890",
    "one-letter": "W" * 250,
}
SCRIPTS = {
    "accents": "Été à Orléans, où l’on mange",
    "cyrillic": "Сборка наконец прошла",
    "greek": "Επιτέλους πέρασε το μυστικό",
    "hebrew": "הבנייה עברה (2014): Python 3.13",
    "arabic": "نجح البناء أخيرا (2014): Python 3.13",
    "devanagari": "आख़िरकार बिल्ड पास हो गया",
    "thai": "ในที่สุดการสร้างก็ผ่านแล้ว",
    "han": "构建终于通过了：秘密在环境变量里",
    "kana": "「ビルド」がついに通った。",
    "hangul": "빌드가 드디어 통과했다",
}


def draw(title: str, date: str = "November 17, 2014", blog: str = "Test blog", language: str = "en") -> bytes:
    """Draw the card of a post."""
    return draw_card(title, date=date, blog=blog, language=language)


def opened(data: bytes) -> Image.Image:
    """Decode a card, in its colors."""
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def chunks(png: bytes) -> list[bytes]:
    """Names of the chunks of a PNG, each once (PNG specification, 5.3)."""
    names, start = [], 8
    while start < len(png):
        length, name = struct.unpack_from(">I4s", png, start)
        names.append(name)
        start += 12 + length
    return list(dict.fromkeys(names))


def is_inside(image: Image.Image) -> bool:
    """Whether all that is dark (the rail is not) is 60 pixels or more from the edges."""
    box = image.convert("L").point(lambda value: 255 if value < 200 else 0).getbbox()
    return box is not None and box[0] >= 60 and box[1] >= 60 and box[2] <= 1140 and box[3] <= 570


def need_fonts(text: str) -> None:
    """Skip a test on machines that cannot draw a text."""
    missing = sorted({char for char in text if not char.isspace() and find_font(char) is None})
    if missing:
        pytest.skip(f"no font on this machine has {missing[0]}")


def clear_caches() -> None:
    """Forget which font has what."""
    for each in (find_font, has, lettering, card_text.unit_width):
        each.cache_clear()


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Another machine, of which nothing is remembered afterwards."""
    clear_caches()
    yield monkeypatch
    clear_caches()


@pytest.fixture
def only_embedded(fresh: pytest.MonkeyPatch) -> None:
    """A machine without fonts."""
    for module in (card_fonts, card_text):
        fresh.setattr(module, "faces", lambda: (EMBEDDED,))


# The picture


@pytest.mark.parametrize("title", [*TITLES.values(), *SCRIPTS.values()], ids=[*TITLES, *SCRIPTS])
def test_a_card_is_a_small_png_with_nothing_near_its_edges(title: str) -> None:
    """1200 × 630 pixels, at most 40 kB, no text or time in it; all letters are 60 px or more from the edges."""
    data = draw(title)
    image = opened(data)
    assert (1200, 630) == image.size
    assert len(data) <= 40_000
    assert [b"IHDR", b"PLTE", b"IDAT", b"IEND"] == chunks(data)
    assert is_inside(image)


def test_the_same_texts_give_the_same_bytes() -> None:
    """Twice in one process, and in another one, whatever the order of its sets."""
    texts = [TITLES["long"], SCRIPTS["accents"], SCRIPTS["hebrew"]]
    program = (
        "import sys, hashlib; from blogtools.render.card.draw import draw_card\n"
        "for title in sys.argv[1:]:\n"
        "    print(hashlib.sha256(draw_card(title, date='November 17, 2014', blog='Test blog')).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program, *texts],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert [draw(text) for text in texts] == [draw(text) for text in texts]


def test_colors_are_those_of_the_theme_by_day() -> None:
    """Each is the first color of its property in the style sheet, and the picture has no other ones but mixtures."""
    style = (default_theme() / "style.css").read_text(encoding="utf-8")
    by_day = dict(re.findall(r"--(\w+): light-dark\((#\w+),", style))
    for name in ("paper", "ink", "quiet", "accent", "line"):
        assert by_day[name] == getattr(card, name.upper())
    shown = {"#{:02x}{:02x}{:02x}".format(*color) for _, color in opened(draw("Hello")).getcolors() or []}
    assert {by_day[name] for name in ("paper", "ink", "quiet", "accent", "line")} <= shown
    assert len(shown) <= 16


def test_pillow_is_loaded_only_to_draw() -> None:
    """Builds in which nothing changed do not wait for it."""
    program = "import sys, blogtools.render.card.draw; print('PIL' in sys.modules)"
    assert b"False" == subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.strip()


@settings(max_examples=60)
@given(title=st.text(max_size=400), other=st.text(max_size=40))
@example(title="\ud800 lone surrogate", other="\x00\x1f\u2028")
@example(title="\u0301\u200d\ufe0f", other="\u200f\u202e")
@example(title="\u05be", other="\u0700")
@example(title="e" + "\u0301" * 300, other="क्" * 20)
@example(title="f" * 250, other="क्" * 250)
@example(title="क्" * 250, other="\ufdfd")
@example(title="— / … · —", other=" \u00a0 \u3000")
@example(title="", other="")
def test_no_text_makes_it_fail(title: str, other: str) -> None:
    """Whatever the title, the date, the name of the blog and the language are: a picture of the size comes out."""
    data = draw_card(title, date=other, blog=other, language=other)
    image = opened(data)
    assert (1200, 630) == image.size
    assert is_inside(image)


# What is drawn

DRAWABLE = {
    "as-it-is": ("8:00 AM / “the build” passed…", "8:00 AM / “the build” passed…"),
    "white-space": ("\t a \n\u2028 b\u3000c  ", "a b c"),
    "emoji": ("🚀 Ship it 🎉👩\u200d💻", "Ship it"),
    "skin-tone-and-flag": ("a 👍🏽 b 🇩🇪 c", "a b c"),
    "keycap": ("1\ufe0f\u20e3 first", "1 first"),
    "controls": ("a\x00b\u202ec\u00add\u200be", "abcde"),
    "mark-without-letter": (" \u0301a", "a"),
    "joiner-in-latin": ("a\u200db", "ab"),
    "lone-surrogate": ("a\ud800b", "ab"),
    "private": ("a\ue000b", "ab"),
}


@pytest.mark.parametrize(("text", "expected"), DRAWABLE.values(), ids=DRAWABLE)
def test_what_cannot_be_drawn_is_left_out(text: str, expected: str) -> None:
    """Pictures, controls, and what no font should have; white space is collapsed."""
    assert expected == drawable(text)


PLAINER = {
    "accents": ("Café, naïve", "Cafe, naive"),
    "dashes": ("2014–2024 — ten years − one", "2014-2024 - ten years - one"),
    "mathematical-letters": ("𝐁𝐨𝐥𝐝 ① ﬁ", "Bold 1 ﬁ"),
    "wide-letters": ("Ｐｙｔｈｏｎ", "Python"),
    "none": ("构建 ok", "ok"),
}


@pytest.mark.usefixtures("only_embedded")
@pytest.mark.parametrize(("text", "expected"), PLAINER.values(), ids=PLAINER)
def test_a_missing_character_becomes_a_plainer_one(text: str, expected: str) -> None:
    """On a machine without fonts: letters without accents, hyphens for dashes."""
    assert expected == drawable(text)


@pytest.mark.usefixtures("only_embedded")
@pytest.mark.parametrize("title", ["构建终于通过了 v2", "🚀", ""], ids=["script", "emoji", "empty"])
def test_a_title_that_cannot_be_drawn_gives_way_to_the_name_of_the_blog(title: str) -> None:
    """Then the card is that of a post called like the blog, in no blog."""
    assert draw("Test blog", blog="") == draw(title)


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_every_character_is_drawn_in_a_font_that_has_it(text: str) -> None:
    """No script shows boxes, and its letters are all there."""
    need_fonts(text)
    assert text == drawable(text)
    runs = lettering(text, "en")._runs(text)
    assert text == "".join(run.text for run in runs)
    wrong = [part for run in runs for part in clusters(run.text) if not part.isspace() and not has(run.face, part)]
    assert [] == wrong


def test_ascii_is_drawn_in_the_font_inside_pillow() -> None:
    """So that it looks the same on every machine; pairs of letters are kerned all the same."""
    face = lettering(TITLES["long"], "en")
    assert EMBEDDED == face.face
    assert face.width("T", 100) + face.width("o", 100) - 5.8 == pytest.approx(face.width("To", 100))
    assert has(EMBEDDED, "A")
    assert not has(EMBEDDED, "é")
    assert not has(EMBEDDED, "Aé")


def test_words_are_in_one_font() -> None:
    """A title with one letter that the embedded font lacks is set in a font that has all of them."""
    need_fonts("é")
    face = lettering("The café on the corner", "en")
    assert EMBEDDED != face.face
    assert 1 == len(face._runs("The café on the corner"))


def test_fonts_are_found_by_preference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain styles of preferred families come first, colored pictures never; a damaged file covers nothing."""
    for name in (
        "Zeta.otf",
        "NotoSans-Bold.ttf",
        "DejaVuSans.ttf",
        "NotoSans-Regular.ttf",
        "NotoColorEmoji.ttf",
        "a.md",
    ):
        path = tmp_path / "fonts" / "deep" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"no font")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = faces.__wrapped__()
    here = [Path(face).name for face in found if face.startswith(str(tmp_path))]
    assert EMBEDDED == found[0]
    assert ["NotoSans-Regular.ttf", "DejaVuSans.ttf", "Zeta.otf", "NotoSans-Bold.ttf"] == here
    assert not has(str(tmp_path / "fonts" / "deep" / "Zeta.otf"), "a")


@pytest.mark.usefixtures("only_embedded")
def test_a_date_is_whole_or_not_there() -> None:
    """`20141117` is no date."""
    assert draw("Hello", date="") == draw("Hello", date="2014年11月17日")


# From right to left


@pytest.mark.parametrize("name", ["hebrew", "arabic"])
def test_a_title_from_right_to_left_mirrors_the_card(name: str) -> None:
    """The rail stands on the right."""
    need_fonts(SCRIPTS[name])
    image = opened(draw(SCRIPTS[name]))
    line = tuple(bytes.fromhex(card.LINE[1:]))
    assert (line, line) == (image.getpixel((1100, 5)), image.getpixel((1100, 625)))
    assert line != image.getpixel((100, 5))


def test_a_line_from_right_to_left_is_in_one_font_if_there_is_one() -> None:
    """In which libraqm orders brackets and foreign words."""
    path = next((path for path in faces() if Path(path).name == "DejaVuSans.ttf"), None)
    if path is None:
        pytest.skip("DejaVu Sans is not on this machine")
    for name in ("hebrew", "arabic"):
        face = lettering(SCRIPTS[name], "en")
        assert face.rtl
        assert 1 == len(face._runs(SCRIPTS[name]))


def test_without_libraqm_what_would_be_wrong_is_not_drawn(fresh: pytest.MonkeyPatch) -> None:
    """Letters in the wrong order or unjoined are worse than none; scripts that are simple are drawn all the same."""
    need_fonts("éא")
    fresh.setattr(card_fonts, "shapes", lambda _: False)
    clear_caches()
    assert "é (2014): Python 3.13" == drawable("é הבנייה (2014): Python 3.13")


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow finds no libraqm here")
def test_arabic_letters_are_joined() -> None:
    """A word is narrower than its letters one by one."""
    need_fonts("نجح")
    face = lettering("نجح", "ar")
    assert face.width("نجح", 100) < sum(face.width(letter, 100) for letter in "نجح")


# Lines


def measure(text: str) -> float:
    """Width at size 1, of letters half as wide as high, and ideographs as wide."""
    return sum(1.0 if char > "\u2e80" else 0.5 for char in text)


def room_for(text: str) -> Lines:
    """Break a text for the room that a title has."""
    return fit(text, (968, 340), range(104, 28, -2), 1.3, measure)


BROKEN = {
    "one-line": ("Hello", 10, ("Hello",)),
    "balanced": ("aaaa bbbb cccc dddd eeee", 19, ("aaaa bbbb cccc", "dddd eeee")),
    "dash-ends-a-line": ("the build passed / it is done", 17, ("the build", "passed /", "it is done")),
    "opening-quote-begins-a-line": ("ils mangent « ici »", 13, ("ils mangent", "« ici »")),
    "compound": ("a well-considered one", 14, ("a well-", "considered one")),
    "dates-are-whole": ("on 2014-11-17 now", 10, ("on", "2014-11-17", "now")),
    "no-break-space": ("at 8:00\u00a0AM", 8, ("at", "8:00\u00a0AM")),
    "characters-of-a-long-word": ("a" * 25, 10, ("a" * 9, "a" * 9, "a" * 7)),
    "full-stop-stays": ("一二三四五。六", 10, ("一二三四", "五。六")),
    "full-stop-takes-a-character-along": ("一二三四五。", 10, ("一二三", "四五。")),
    "bracket-opens-a-line": ("一二三四「五」", 10, ("一二三四", "「五」")),
    "small-kana": ("あいうえきゃ", 10, ("あいう", "えきゃ")),
    "hangul-has-spaces": ("빌드가 드디어", 8, ("빌드가", "드디어")),
}


@pytest.mark.parametrize(("text", "letters", "expected"), BROKEN.values(), ids=BROKEN)
def test_lines_break_where_readers_expect_it(text: str, letters: int, expected: tuple[str, ...]) -> None:
    """In lines that have room for so many letters."""
    size = 48
    assert Lines(expected, size) == fit(text, (letters * size / 2, 1000), (size,), 1.2, measure)


@pytest.mark.parametrize(
    "text", [TITLES["long"], "漢" * 250, "a" * 250, "a b, " * 50], ids=["prose", "han", "word", "short"]
)
def test_250_characters_have_room(text: str) -> None:
    """None of them is lost."""
    text = text.strip()
    assert text.replace(" ", "") == "".join(room_for(text).lines).replace(" ", "")


@given(st.text("abcdefgh -/,.(« »)一二。「」ー", max_size=160).map(lambda text: " ".join(text.split())))
def test_lines_keep_every_character_and_have_room(text: str) -> None:
    """Whatever the words: lines are no wider than the room, and together they are the text."""
    lines, size = room_for(text)
    assert text.replace(" ", "") == "".join(lines).replace(" ", "")
    assert max(map(measure, lines), default=0) * size <= 968
    assert len(lines) * 1.3 * size <= 340


def test_the_shorter_a_title_the_larger_it_is() -> None:
    """From the largest size to the smallest."""
    sizes = [room_for("the build passed " * times).size for times in (1, 4, 8, 16, 30)]
    assert sorted(sizes, reverse=True) == sizes
    assert (104, 30) == (sizes[0], sizes[-1])


ENDS = {
    "words": ("consectetur, " * 60, "consectetur" + ELLIPSIS),
    "one-word": ("a" * 1000, "a" * 8 + ELLIPSIS),
    "han": ("一二三四五" * 80, "二三四五" + ELLIPSIS),
}


@pytest.mark.parametrize(("text", "expected"), ENDS.values(), ids=ENDS)
def test_a_longer_title_ends_with_an_ellipsis(text: str, expected: str) -> None:
    """After a whole word where there is one, without the comma behind it."""
    lines, size = room_for(text.strip())
    assert 30 == size
    assert expected == lines[-1][-len(expected) :]
    assert measure(lines[-1]) * size <= 968
