"""Planning problems and plans as JSON, and the planner that stands on HiGHS (extra ``plan``)."""
