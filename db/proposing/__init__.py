"""Whom to send to all that waits: what a view shows and a verb accepts (DSP-10)."""
