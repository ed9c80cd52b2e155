"""One small adapter for each library; see ../README.md."""
