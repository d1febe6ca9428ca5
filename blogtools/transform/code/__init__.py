"""How authors want a block of code shown, whether it is a cell or a fence in Markdown."""
