"""Another model for a stage of the extraction: who is asked, what is sent, and what of the answer holds against the text."""
