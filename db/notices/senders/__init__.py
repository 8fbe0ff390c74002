"""One room for each service that takes messages."""
