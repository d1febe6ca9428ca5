"""What is written where, and why."""
