"""The editor’s form of an entry on the web: what is sent, shown, kept, previewed and saved."""
