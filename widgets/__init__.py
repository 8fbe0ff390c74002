"""Textual widgets: rows in, messages out.

They know no store and no console. Every word they show is handed to them ready, and what they are given
is drawn as plain text, never parsed as markup. Widths are counted in cells.
"""
