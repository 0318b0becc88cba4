"""The water of coarse cells on the fine cells under them."""
