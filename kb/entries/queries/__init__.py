"""From rows to frozen views. Every function takes a session and reads only."""
