"""How authors want code shown, in a cell or a fence in Markdown, and the outputs of a cell arranged."""
