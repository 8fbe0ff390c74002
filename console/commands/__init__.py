"""The subcommands of `paigong`, a file for each group of them; each is imported when it is called."""
