"""Who goes where and when, over many jobs at once: plain numbers, no store and no clock (DSP-10)."""
