"""Cases with answers from theory, papers and reference data, one file for each subject."""
