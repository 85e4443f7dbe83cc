"""A server that answers like Greenhouse: with the two stored crawls, or with as many made boards as are wanted."""
