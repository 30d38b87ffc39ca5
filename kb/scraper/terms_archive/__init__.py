"""Reading collections of Open Terms Archive: years of versions of terms, one commit each."""
