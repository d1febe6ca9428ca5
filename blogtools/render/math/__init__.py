"""Formulas: LaTeX to MathML."""
