"""From the text of an article to records: who is named, what happened or is expected, who said what, each with its place."""
