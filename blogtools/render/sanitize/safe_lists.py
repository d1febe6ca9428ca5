"""Lists of what HTML of other people may hold: elements, attributes, and properties of CSS."""

from __future__ import annotations

from collections.abc import Mapping

from blogtools.transform.markdown.tags import element_names as _names

TEXT = _names(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn"
    " div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre"
    " progress meter q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead"
    " time tr tt u ul var wbr audio video source track picture map area input label"
)
MATH = _names(
    "math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom menclose"
    " mfenced msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mlabeledtr mtd"
)
SVG = _names(
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath title desc image marker"
    " pattern mask clipPath linearGradient radialGradient stop filter feBlend feColorMatrix feComponentTransfer"
    " feComposite feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feOffset switch"
)
"""Not `foreignObject`, nor `animate` and `set`, which can write the address of a link."""
ELEMENTS = TEXT | MATH | SVG
WITH_CONTENT = _names("script style template select textarea iframe noframes noembed xmp foreignObject frameset")
"""Elements that go with all that is in them; of others that are not kept, the content stays."""

_MATH_ATTRIBUTES = _names(
    "accent accentunder align alttext close columnalign columnlines columnspacing columnspan depth display displaystyle"
    " encoding fence form frame height intent arg largeop linethickness lspace mathbackground mathcolor mathsize"
    " mathvariant maxsize minsize movablelimits notation open rowalign rowlines rowspacing rowspan rspace scriptlevel"
    " separator separators stretchy symmetric voffset width"
)
_SVG_ATTRIBUTES = _names(
    "x y x1 x2 y1 y2 cx cy r rx ry d dx dy fx fy points width height viewBox preserveAspectRatio transform rotate"
    " xmlns version fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin"
    " stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color stop-color stop-opacity offset"
    " gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits"
    " clip-path clip-rule mask maskUnits maskContentUnits filter filterUnits primitiveUnits marker-start marker-mid"
    " marker-end markerWidth markerHeight markerUnits refX refY orient font-family font-size font-weight font-style"
    " font-variant text-anchor dominant-baseline alignment-baseline baseline-shift letter-spacing word-spacing"
    " textLength lengthAdjust startOffset text-decoration visibility display overflow shape-rendering text-rendering"
    " image-rendering vector-effect paint-order href in in2 result stdDeviation mode operator values type k1 k2 k3 k4"
    " flood-color flood-opacity tableValues slope intercept amplitude exponent"
)
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": _names(
        "id class style dir lang title role tabindex hidden align valign width height bgcolor border cellpadding"
        " cellspacing"
    ),
    **dict.fromkeys(MATH, _MATH_ATTRIBUTES),
    **dict.fromkeys(SVG, _SVG_ATTRIBUTES),
    "a": _names("href hreflang"),
    "area": _names("href shape coords alt"),
    "audio": _names("src controls loop muted preload"),
    "video": _names("src controls loop muted preload poster"),
    "source": _names("src srcset type media sizes"),
    "track": _names("src kind srclang label default"),
    "img": _names("src srcset sizes alt loading decoding usemap"),
    "input": _names("type checked disabled"),
    "label": _names("for"),
    "map": _names("name"),
    "col": _names("span"),
    "colgroup": _names("span"),
    "del": _names("datetime cite"),
    "ins": _names("datetime cite"),
    "details": _names("open name"),
    "font": _names("color face size"),
    "li": _names("value"),
    "meter": _names("value min max low high optimum"),
    "ol": _names("start reversed type"),
    "pre": _names("data-language"),
    "progress": _names("value max"),
    "td": _names("colspan rowspan headers nowrap"),
    "th": _names("colspan rowspan headers scope abbr nowrap"),
    "time": _names("datetime"),
}
SCHEMES = _names("http https mailto tel sms geo xmpp irc ircs matrix magnet doi data attachment")
"""Of addresses. `data:` is checked further: as a picture or a sound it is only ever seen or heard."""

SAFE_PROPERTIES = _names(
    "color background-color background opacity visibility display box-sizing"
    " width height min-width min-height max-width max-height inline-size block-size aspect-ratio"
    " padding padding-left padding-right padding-top padding-bottom padding-inline padding-block"
    " padding-inline-start padding-inline-end padding-block-start padding-block-end"
    " border border-left border-right border-top border-bottom border-color border-style border-width border-radius"
    " border-left-color border-right-color border-top-color border-bottom-color border-left-style border-right-style"
    " border-top-style border-bottom-style border-left-width border-right-width border-top-width border-bottom-width"
    " border-collapse border-spacing border-inline-start border-inline-end"
    " caption-side empty-cells table-layout vertical-align text-align text-align-last text-decoration"
    " text-decoration-color text-decoration-line text-decoration-style text-indent text-overflow text-transform"
    " white-space word-break word-spacing word-wrap overflow-wrap hyphens direction unicode-bidi writing-mode"
    " letter-spacing line-height font font-family font-size font-style font-variant font-weight font-feature-settings"
    " font-variant-numeric list-style-type list-style-position list-style overflow overflow-x overflow-y"
    " flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap order gap row-gap column-gap"
    " grid-template-columns grid-template-rows grid-column grid-row grid-auto-flow grid-area grid-template-areas"
    " align-items align-content align-self justify-items justify-content justify-self place-items float clear"
    " object-fit columns column-count column-width"
    " fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray"
    " stroke-dashoffset stroke-miterlimit stop-color stop-opacity text-anchor dominant-baseline paint-order"
    " shape-rendering clip-path clip-rule vector-effect"
)
"""Properties that color, size and align; none that lays something over the rest of the page, or loads anything."""
SAFE_FUNCTIONS = _names(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark var calc min max clamp linear-gradient"
    " radial-gradient conic-gradient repeating-linear-gradient minmax repeat fit-content"
)
