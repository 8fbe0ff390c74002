"""What comes from the terminal: bytes into keys, whatever a terminal, a line or a stranger sends."""
