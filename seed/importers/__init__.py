"""What reads the field's datasets: one module a format, each declaring its columns and a function from a row to records."""
