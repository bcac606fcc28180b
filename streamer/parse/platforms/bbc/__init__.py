"""The BBC's live pages: the state that a page carries, the World Service's JSON, the old stream."""
