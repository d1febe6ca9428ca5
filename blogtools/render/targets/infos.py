"""The text after the fence of a block of code: its language, and what a generator's highlighter is told."""

from __future__ import annotations

from blogtools.transform.code.look import CodeLook


def hugo_code_info(language: str, look: CodeLook) -> str:
    """Return a language with the options of Hugo's highlighter (gohugo.io, "Syntax highlighting")."""
    options = []
    if look.marked:
        lines = (f'"{first}-{last}"' if first != last else str(first) for first, last in look.marked)
        options.append(f"hl_lines=[{','.join(lines)}]")
    if look.first_number is not None:
        options.append("linenos=true")
        if look.first_number != 1:
            options.append(f"linenostart={look.first_number}")
    return f"{language} {{{','.join(options)}}}" if options else language


def superfences_code_info(language: str, look: CodeLook) -> str:
    """Return a language with the options of pymdownx.superfences (facelessuser.github.io, "SuperFences")."""
    options = [language]
    if look.first_number is not None:
        options.append(f'linenums="{look.first_number}"')
    if look.marked:
        options.append(f'hl_lines="{" ".join(_ranges(look))}"')
    return " ".join(options)


def docusaurus_code_info(language: str, look: CodeLook) -> str:
    """Return a language with lines and numbers as Docusaurus has them (docusaurus.io, "Code blocks")."""
    options = [language]
    if look.marked:
        options.append(f"{{{','.join(_ranges(look))}}}")
    if look.first_number is not None:
        options.append("showLineNumbers" if look.first_number == 1 else f"showLineNumbers={look.first_number}")
    return " ".join(options)


def zola_code_info(language: str, look: CodeLook) -> str:
    """Return a language with the annotations of Zola (getzola.org, "Syntax Highlighting")."""
    options = [language]
    if look.first_number is not None:
        options.append("linenos" if look.first_number == 1 else f"linenos,linenostart={look.first_number}")
    if look.marked:
        options.append(f"hl_lines={' '.join(_ranges(look))}")
    return ",".join(options)


def _ranges(look: CodeLook) -> list[str]:
    return [str(first) if first == last else f"{first}-{last}" for first, last in look.marked]
