"""The picture that other sites show beside a link to a post (`og:image`)."""

from __future__ import annotations

import hashlib
from urllib.parse import quote, unquote, urljoin

import msgspec

from blogtools.model import Post, SharedFile
from blogtools.render.context import Rendering
from blogtools.render.links import site_place
from blogtools.render.theme.environment import Theme, date

DRAWING = "1"
"""To be changed with the drawing, so that cards are drawn again."""
CARD_SIZE = 1200, 630


class ShareImage(msgspec.Struct, frozen=True):
    """A picture as templates see it."""

    url: str
    """Absolute."""
    width: int | None = None
    """Pixels, as is the height."""
    height: int | None = None


def share_image(post: Post, theme: Theme, path: str, rendering: Rendering) -> ShareImage | None:
    """Return the image of the post at `path`: its own, else a drawn card; None if its URL would not be known."""
    own = post.front.image or ""
    if own.startswith("//"):
        own = f"https:{own}"
    if own.lower().startswith(("https://", "http://")):
        return ShareImage(own)
    home, address = theme.settings.home, theme.address(path)
    if post.picture is not None:
        url = rendering.add_asset(post.picture)
        return ShareImage(urljoin(address, url), post.picture.width, post.picture.height) if address else None
    place = site_place(own, path, home) if own.startswith("/") and address else None
    if place is not None:
        return ShareImage(home + quote(unquote(place.rest), safe="/?&="))
    if not (theme.lists and address and theme.settings.cards) or post.front.draft:
        return None
    when = date(post.date)
    texts = (post.title, when.human if when else "", theme.settings.title)
    language = post.front.language or theme.settings.language
    digest = hashlib.blake2b(repr((DRAWING, texts, language)).encode(errors="replace"), digest_size=8).hexdigest()
    card = SharedFile(f"assets/card-{digest}.png", lambda: _draw(texts, language))
    rendering.shared[card.name] = card
    return ShareImage(home + card.name, *CARD_SIZE)


def _draw(texts: tuple[str, str, str], language: str) -> bytes:
    # Pillow takes longer to load than a build in which no card is drawn.
    from blogtools.render.card.draw import draw_card

    title, when, blog = texts
    return draw_card(title, date=when, blog=blog, language=language)
