"""Live-blog platforms and newsrooms with formats of their own, and what these share."""
