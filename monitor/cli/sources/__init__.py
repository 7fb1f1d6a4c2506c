"""What is watched: `list` and `check`."""
