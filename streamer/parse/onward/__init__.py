"""Where a source goes on: closing posts, sitemaps, and the lookout between two looks."""
