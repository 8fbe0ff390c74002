"""The watch: lease, sweeps, and the month against an oracle."""
