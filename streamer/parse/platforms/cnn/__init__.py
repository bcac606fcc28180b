"""CNN's live stories: pages of two templates, and the JSON that they are made of."""
