"""Programs that do one thing of ours in the plainest way."""
