"""Figures of a period, each declared once: number, list, sheet and page come from that (RPT-01, RPT-05)."""
