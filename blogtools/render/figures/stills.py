"""Still images of figures that have none, drawn by an optional package."""

from __future__ import annotations

import importlib.util

from blogtools.render.figures.detect import Figure


def vega_still(figure: Figure) -> str | None:
    """Draw a Vega or Vega-Lite figure as SVG; None for others, without `vl-convert-python`, and on errors.

    Nothing is fetched: figures that need data from elsewhere are skipped. The first call takes half a second, each
    further one about 50 ms.
    """
    if figure.kind != "vega" or figure.elsewhere or importlib.util.find_spec("vl_convert") is None:
        return None
    import vl_convert  # A large extension module.

    convert = vl_convert.vegalite_to_svg if figure.name == "Vega-Lite" else vl_convert.vega_to_svg
    try:
        return str(convert(figure.spec))
    except ValueError:
        return None  # Vega rejects the specification; the page shows the description.
