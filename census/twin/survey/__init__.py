"""What a survey of the synthetic district would find: the tables beyond ground, streets and buildings."""
