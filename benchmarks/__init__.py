"""Speed and accuracy: what is measured, and the published cases it is held against."""
