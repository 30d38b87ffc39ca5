"""The `kb` command, one file a command group."""
