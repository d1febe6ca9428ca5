"""Options for the look of code, in a cell or a fence in Markdown, and for the order of a cell's outputs."""
