"""Reports: what was recorded in a year or a month, in tables that may be published.

`topics` says what is counted and how far a table of it breaks down, `counting` counts, `merging`
masks and merges, `report` is the record, and `yearly` puts one together.
"""
