"""What an article says in the forms that people and their tools read: a table, brat's standoff, a page."""
