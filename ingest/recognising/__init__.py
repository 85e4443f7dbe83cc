"""Which board a company's own pages show: a pure reading of a page, and the few requests around it."""
