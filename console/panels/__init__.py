"""What opens in place over part of the desk. Panels know the host, not the desk."""
