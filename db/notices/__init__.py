"""What leaves the house: notices on their way by the channels that are set up (ESC-05)."""
