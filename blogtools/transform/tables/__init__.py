"""Tables that are drawn with lines, or whose columns have widths, rewritten as tables with pipes or as HTML."""
