"""Soups of tags, as in HTML that nobody closed."""

from __future__ import annotations

from random import Random

TAGS = """
<div> </div> <p> </p> <ul> <li> </li> </ul> <ol> <table> <tr> <td> </td> </tr> </table> <b> </b> <i> </i> <a> </a>
<a_href=q> <svg> </svg> <svg/> <path/> <details> <summary> </summary> </details> <h2> </h2> <h3> <!-- --> <!--> <br>
<textarea> </textarea> <pre> </pre> < > & word </body> <html> <body_onload=x> <style> </style> ' " <object> </object>
<button> </button> <select> </select> <option> <optgroup> <input> <form> </form> <script> </script> <!--<script>
<template> </template> <applet> </applet> <marquee> <plaintext> <noscript> </noscript> <frameset> <frame> <title>
</title> <math> </math> <mi> </mi> <mtext> </mtext> <annotation-xml> <annotation-xml_encoding=text/html> <desc>
</annotation-xml> <foreignObject> </foreignObject> </desc> <![CDATA[ ]]> <?x <!x </ </article> </main> </footer>
</section> </aside> </figure> </figcaption> </header> <iframe> </iframe> <xmp> </xmp> <noembed> <noframes> <caption>
<col> <colgroup> <tbody> <thead> </tbody> <nobr> <font> <font_color=red> </font> <ruby> <rt> <rb> <dl> <dd> <dt> </dl>
<article> <main> <footer> <image> <meta> <base> <link> <head> </head> <a_title="</div>"> <p_title='</noscript><div>'>
<img_src=q.png> <img_title=" <img_title=' <b_id=x <hr> <video> <canvas> <dialog> </dialog> <search> <x-y> </x-y>
<isindex> <keygen> <hgroup> <center> </center> <listing> <address> <fieldset> <legend> </br> <menu> <dir> <mglyph>
<malignmark> <menuitem> <rp> <rtc> <svg><script> <svg><style> <svg><title> <math><style> <style>}</style>
<svg><style>p{x:'</style> <img_src=//x.org/a> <iframe_src=//x.org> <picture> <script_src=//x.org/a></script>
<link_rel=stylesheet_href=//x.org/a> <p_style='background:url(//x.org/a'> <b_style=x:}>
"""
PIECES = [piece.replace("_", " ") for piece in TAGS.split()]


def soup(rng: Random) -> str:
    """Make a soup of up to 14 tags."""
    pieces = (rng.choice(PIECES) for _ in range(rng.randint(1, 14)))
    return "".join(piece + rng.choice(["", "", "x ", " ", "\n"]) for piece in pieces)
