"""Rendering of LaTeX formulas as MathML."""
