"""The settings of the blog that posts come from become those of blogtools."""
