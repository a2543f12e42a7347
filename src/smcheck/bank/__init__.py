"""What a question bank may contain, and how it is loaded, judged and shown."""
