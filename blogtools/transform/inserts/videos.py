"""Videos by their address: players that load on a click, and videos of the blog's own."""

from __future__ import annotations

from html import escape

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.inserts.calls import CallArguments

_YOUTUBE = lazy_pattern(
    r"https?://(?:www\.|m\.|music\.)?(?:youtube\.com/(?:watch\?(?:[^#\s]*&)?v=|embed/|shorts/|live/|v/)|youtu\.be/"
    r"|youtube-nocookie\.com/embed/)(?P<id>[\w-]{6,20})(?P<rest>[^\s]*)"
)
_VIMEO = lazy_pattern(r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/|channels/\w+/)?(?P<id>\d{4,15})(?:[/?#]\S*)?")
_START = lazy_pattern(r"[?&#](?:t|start|time_continue)=(?:(\d+)h)?(?:(\d+)m)?(\d+)?s?")
_ID = lazy_pattern(r"[\w-]{6,20}")
_FILE = lazy_pattern(r"[^?#]+\.(?:mp4|webm|ogv|mov|m4v)(?:[?#].*)?\Z", 2)  # re.IGNORECASE
_WIDTH, _HEIGHT = 560, 315
"""Pixels of a player whose size nobody gives: 16 to 9."""


class Video(msgspec.Struct, frozen=True):
    """A video of another site."""

    site: str
    address: str
    """Where it can be watched."""
    player: str
    """The address that a frame shows."""


def video_at(address: str) -> Video | None:
    """Return the video that an address leads to; None if it is of no known site."""
    if match := _YOUTUBE.match(address):
        return youtube(match["id"], start=_seconds(match["rest"]))
    if match := _VIMEO.fullmatch(address):
        return vimeo(match["id"])
    return None


def youtube(name: str, start: int = 0) -> Video | None:
    """Return a video by its id; None if it is no id."""
    if not _ID.fullmatch(name):
        return None
    # The host that sets no cookies before the video is played.
    player = f"https://www.youtube-nocookie.com/embed/{name}" + (f"?start={start}" if start else "")
    return Video("YouTube", f"https://www.youtube.com/watch?v={name}" + (f"&t={start}" if start else ""), player)


def vimeo(name: str) -> Video | None:
    """Return a video by its number; None if it is none."""
    if not name.isdecimal():
        return None
    return Video("Vimeo", f"https://vimeo.com/{name}", f"https://player.vimeo.com/video/{name}?dnt=1")


def video_html(address: str, arguments: CallArguments = CallArguments()) -> str | None:  # noqa: B008 - frozen
    """Return a frame with the player of a video, or a player for a file; None for an address of neither."""
    title = arguments.get("title")
    video = video_at(address)
    if video is not None:
        return frame(video, title, arguments)
    if _FILE.match(address):
        label = f' aria-label="{escape(title)}"' if title else ""
        return f'<video controls preload="metadata" src="{escape(address)}"{_size(arguments, "", "")}{label}></video>'
    return None


def frame(video: Video, title: str, arguments: CallArguments) -> str:
    """Return a frame, which waits for a click on a page; `data-video` is for targets that show a link."""
    name = escape(title or f"{video.site} video")
    size = _size(arguments, str(_WIDTH), str(_HEIGHT))
    return (
        f'<iframe src="{escape(video.player)}" data-video="{escape(video.address)}" title="{name}"{size}'
        " allowfullscreen></iframe>"
    )


def _size(arguments: CallArguments, width: str, height: str) -> str:
    given = {name: arguments.get(name).removesuffix("px") for name in ("width", "height")}
    if not all(value.isdecimal() for value in given.values()):
        given = {"width": width, "height": height}
    return "".join(f' {name}="{value}"' for name, value in given.items() if value)


def _seconds(rest: str) -> int:
    match = _START.search(rest)
    if match is None:
        return 0
    hours, minutes, seconds = (int(part[:6]) if part else 0 for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds
