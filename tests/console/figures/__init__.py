"""Figures as people see them: on the desk, in a workbook, on paper."""
