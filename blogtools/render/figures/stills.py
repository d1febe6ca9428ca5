"""Stills of figures that have none, made where the optional package for it is installed."""

from __future__ import annotations

import importlib.util

from blogtools.render.figures.detect import Figure


def vega_still(figure: Figure) -> str | None:
    """A Vega or Vega-Lite figure as SVG; None for other figures, without `vl-convert-python`, and if it refuses.

    Nothing is fetched: figures that need data from elsewhere are left alone. The first costs half a second, each
    further one about 50 ms.
    """
    if figure.kind != "vega" or figure.elsewhere or importlib.util.find_spec("vl_convert") is None:
        return None
    import vl_convert  # A large extension module, for those who have such figures.

    convert = vl_convert.vegalite_to_svg if figure.name == "Vega-Lite" else vl_convert.vega_to_svg
    try:
        return str(convert(figure.spec))
    except ValueError:
        return None  # The specification is not one that Vega draws; its description stands on the page.
