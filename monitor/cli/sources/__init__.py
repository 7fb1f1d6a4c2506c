"""What is watched: list, check, parse; held, release, drop; pause, resume."""
