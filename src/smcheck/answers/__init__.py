"""The answer sheet: one readable YAML file per respondent, read against its bank, edited entry by entry."""
