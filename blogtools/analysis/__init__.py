"""Static analysis of Python cells: what statements read and change, slices, dependencies."""
