"""Storage of builds: atomic output files and the manifest."""
