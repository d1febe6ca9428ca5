"""Greet readers."""

# start
name = "reader"
print(f"Hello, {name}")
# end
