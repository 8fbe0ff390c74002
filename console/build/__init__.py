"""Catalogues and pages that are drawn from the sources. Never imported while the program runs."""
