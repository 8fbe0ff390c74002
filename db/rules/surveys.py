"""What a survey may ask; which of it and with which boxes is the policy's (CLS-03)."""

SURVEYED = ("attitude", "quality", "punctuality", "hygiene", "result")
