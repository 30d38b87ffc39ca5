"""What editors do: decide on proposals, save entries, and keep them fresh."""
