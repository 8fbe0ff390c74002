"""What happens without anybody pressing a key (ESC-03)."""
