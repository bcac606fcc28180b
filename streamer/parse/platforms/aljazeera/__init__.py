"""Al Jazeera's live blogs: a page, and a GraphQL API that gives each post by its number."""
