"""The batch job: a window of articles at a time through all stages, with a ledger."""
