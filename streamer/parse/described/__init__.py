"""Pages that their reader describes by CSS selectors."""
