"""Who may do what: accounts, passwords, sessions, API tokens, throttling, permissions."""
