"""Proposals: what anybody may hand in, and nobody but an editor can publish.

A reader's correction, a contributor's draft, a finding of a watched source and a document of an
import are one thing: a candidate document, the revision that it was made from, the evidence and
a reason. Deciding about one is `kb.editorial.decide`.
"""

from kb.entries.proposals.access import is_own, own_proposals, proposal_by_receipt, proposal_for
from kb.entries.proposals.drafts import MAX_DATA, save_draft, submit_draft, withdraw
from kb.entries.proposals.submission import NothingToPropose, Submission, fingerprint, submit
from kb.entries.proposals.targets import base_data, candidate_data, name_of, require_open

__all__ = [
    "MAX_DATA",
    "NothingToPropose",
    "Submission",
    "base_data",
    "candidate_data",
    "fingerprint",
    "is_own",
    "name_of",
    "own_proposals",
    "proposal_by_receipt",
    "proposal_for",
    "require_open",
    "save_draft",
    "submit",
    "submit_draft",
    "withdraw",
]
