"""Diagrams written as text (Mermaid, Graphviz), drawn as SVG while a post is built."""
