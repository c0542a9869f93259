"""From what is asked to SQL: resolve names, build each shape of statement once, run it with the values."""
