"""Convert a folder of real notebooks beside nbconvert, and say what came out worse."""
