"""Documents: what a client is handed, made from a case by templates."""
