"""What a visitor takes away: experiment files, tables, plots, films, and a printed page."""
