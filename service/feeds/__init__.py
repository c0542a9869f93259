"""Lists as feeds: documents are read into entries, which are written as Atom and as JSON Feed."""
