"""Figures of periods against counts that were made without them."""
