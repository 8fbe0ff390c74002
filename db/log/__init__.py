"""The log is the truth: what an event says, how it is chained, and what it does to the rows."""
