"""What all workers together may ask of one vendor host: a rate, a number at once, waits, and a breaker."""
