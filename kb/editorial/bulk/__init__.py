"""Importing many documents: as proposals or, by an admin, published at once.

Reading (`read_import`) touches no database and reports every fault before anything is written.
Writing (`run_import`) goes in batches; how far it came is stored with each batch, so that an
import that was killed goes on there and does nothing twice.
"""

from kb.editorial.bulk.reading import Incoming, read_import
from kb.editorial.bulk.running import BATCH, Outcome, run_import

__all__ = ["BATCH", "Incoming", "Outcome", "read_import", "run_import"]
