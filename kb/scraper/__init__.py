"""The scraper: fetches what sources publish, archives it and proposes what changed."""
