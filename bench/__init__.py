"""Speed as a ratio against a named peer, both measured in turn in one run: `make bench`."""
