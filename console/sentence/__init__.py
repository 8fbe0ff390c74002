"""The dispatch sentence: read, completed, shown."""
