"""Those who do the same work: ours, the hand-written floor, and what others write with the libraries that they know."""
