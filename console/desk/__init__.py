"""The desk: what it shows, asks, finds, and does by keys."""
