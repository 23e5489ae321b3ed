"""One module or package for each page, with its declaration as ``PAGE``; what a package has besides belongs to its page only."""
