"""Where articles come from: files, pages, feeds and addresses."""
