"""What is asked: scenario files, runs and the command."""
