"""What the program costs, measured against what the machine can do: `python -m benchmarks`."""
