"""Many cases at once: which there are, who makes them, what became of them."""
