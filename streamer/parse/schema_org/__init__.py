"""schema.org live blogs, as JSON-LD and as microdata, united with the elements of their page."""
