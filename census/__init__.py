"""What stands in the district and what may hurt it."""
