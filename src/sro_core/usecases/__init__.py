"""Use cases: load through the desk, decide with pure functions, commit with an audit entry."""
