"""Which key does what, what a key waits for, and keys that are typed ahead."""
