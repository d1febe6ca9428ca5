"""Scripts of the libraries that draw figures, from installed packages or from URLs in the settings."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path

from blogtools.config import Settings
from blogtools.model import SharedFile
from blogtools.render.figures.detect import LIBRARY_NAMES, Figure, FigureKind, needs_panel
from blogtools.render.figures.json import objects
from blogtools.render.links import is_relative

PACKAGES: dict[FigureKind, tuple[str, str]] = {
    "plotly": ("plotly", "plotly"),
    "vega": ("vl_convert", "vl-convert-python"),
    "bokeh": ("bokeh", "bokeh"),
}
"""Library to the package that contains it: (import name, distribution name)."""

_BOKEH_WIDGETS = re.compile(
    r"(?:\w*(?:Slider|Picker|Input|Select|Button|Group|Aggregator)|Button|Checkbox|Dropdown|Div|Markdown|Markup"
    r"|MultiChoice|Paragraph|PreText|Progress|Spinner|Switch|Toggle)\Z"
)
_TEX = re.compile(r"\$\$.+?\$\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
_BOKEH_TABLES = frozenset({"DataTable", "DataCube", "TableColumn"})


def installed_version(kind: FigureKind) -> str:
    """Return the version of the package that contains a library; empty if it is not installed."""
    return _version(PACKAGES[kind][1])


@lru_cache
def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def find_files(figure: Figure, settings: Settings, root: str) -> tuple[tuple[str, ...], tuple[SharedFile, ...], str]:
    """Return the URLs of the scripts that draw a figure, in order, and those of them that the site must host.

    `root` (such as `../`) leads from the page to the site root. If there are no scripts, the third item says why.
    """
    setting = getattr(settings, figure.kind)
    names = tuple(_parts(figure))
    if setting:
        url = root + setting if is_relative(setting) else setting
        return tuple(_part_of(url, name) for name in names), (), ""
    package, distribution = PACKAGES[figure.kind]
    version = installed_version(figure.kind)
    if not version:
        return (), (), f"{distribution} is not installed"
    if figure.version and figure.version.split(".")[0] != version.split(".")[0]:
        return (), (), f"it was made with {LIBRARY_NAMES[figure.kind]} {figure.version}, and {version} is installed"
    if needs_panel(figure) and importlib.util.find_spec("panel") is None:
        return (), (), "panel is not installed"
    files = tuple(_shared(figure.kind, package, version, name) for name in names)
    return tuple(root + file.name for file in files), files, ""


def _parts(figure: Figure) -> Iterator[str]:
    """Yield the names of the library's parts that a figure needs; the main script has an empty name."""
    yield ""
    if figure.kind != "bokeh":
        return
    names = {str(model.get("name")) for model in objects(figure.spec)}
    if any(_BOKEH_WIDGETS.match(name) for name in names) or _BOKEH_TABLES & names:
        yield "widgets"
    if _BOKEH_TABLES & names:
        yield "tables"
    if any(str(model.get("output_backend")) == "webgl" for model in objects(figure.spec)):
        yield "gl"
    texts = (text for model in objects(figure.spec) for text in model.values() if isinstance(text, str))
    if any(_TEX.search(text) for text in texts):
        yield "mathjax"
    if needs_panel(figure):
        yield "panel"


def _part_of(url: str, name: str) -> str:
    """Return the URL of a part of a library: `bokeh-3.9.2.min.js` → `bokeh-widgets-3.9.2.min.js`."""
    folder, slash, file = url.rpartition("/")
    if name == "panel":
        return f"{folder}{slash}panel.min.js"
    return folder + slash + (file.replace("bokeh", f"bokeh-{name}", 1) if name else file)


@lru_cache(64)
def _shared(kind: FigureKind, package: str, version: str, name: str) -> SharedFile:
    """Return a file of an installed package, named by a hash of the version so that the file need not be read."""
    digest = hashlib.blake2b(f"{package} {version}".encode(), digest_size=4).hexdigest()
    stem = f"{kind}-{name}" if name else kind
    return SharedFile(f"assets/{stem}.{digest}.js", _reader(kind, name))


def _reader(kind: FigureKind, name: str) -> Callable[[], bytes]:
    if kind == "vega":
        return vega_bundle
    if kind == "plotly":
        return partial(_read, "plotly", "package_data/plotly.min.js")
    if name == "panel":
        return partial(_read, "panel", "dist/panel.min.js")
    return partial(_read, "bokeh", f"server/static/js/bokeh{'-' if name else ''}{name}.min.js")


def vega_bundle() -> bytes:
    """Return Vega, Vega-Lite and vega-embed as one script; takes two seconds."""
    import vl_convert  # A large extension module, needed once per site.

    # Wrapped, because the bundle would define hundreds of short names in the page's global scope.
    bundle = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub lacks the default
    return b"(() => {\n" + bundle.encode() + b"\n})();\n"


def _read(package: str, path: str) -> bytes:
    # Located without an import, which would take a second.
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None  # noqa: PT018, S101 - `installed_version` has found it
    return (Path(spec.origin).parent / path).read_bytes()
