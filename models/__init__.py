"""What happens: simulators of natural hazards."""
