"""What the pages of the queue share: its filters, and evidence as it is shown."""
