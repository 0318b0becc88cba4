"""What it means and what is handed over."""
