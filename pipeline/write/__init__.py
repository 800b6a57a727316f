"""Writing: records to files that appear whole or not at all, and pages that a person reads."""
