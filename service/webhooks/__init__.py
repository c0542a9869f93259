"""What happens to the events of a question, sent to whoever asked to be told."""
