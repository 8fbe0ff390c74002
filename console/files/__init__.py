"""What leaves or comes in as a file: a view for a spreadsheet, a policy for an editor."""
