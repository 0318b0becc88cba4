"""Water that changes hands between the street and what was built under and beside it."""
