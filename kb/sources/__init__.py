"""Where statements come from: the records of sources."""
