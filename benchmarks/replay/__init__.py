"""A server that answers like Greenhouse with boards of ours: the two stored crawls, or as many made ones as are wanted."""
