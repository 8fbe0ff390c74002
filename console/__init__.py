"""What people touch: the `paigong` command and the desk. Knows `db` and `widgets`; neither knows it."""
