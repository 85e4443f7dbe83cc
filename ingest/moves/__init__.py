"""Boards that moved to another vendor: noticed at their visits, said to staff, and followed with one action."""
