"""The formats a document is handed over in: HTML, PDF and Word, each made from the same Markdown."""
