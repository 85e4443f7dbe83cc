"""A whole installation for a test: its own database, broker, index, SMTP server, and real processes."""
