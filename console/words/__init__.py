"""What codes, values and columns are called, in the language of the interface. Knows no screen."""
