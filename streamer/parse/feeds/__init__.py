"""Feeds: RSS, Atom, RDF and CDF through feedparser, and JSON Feed."""
