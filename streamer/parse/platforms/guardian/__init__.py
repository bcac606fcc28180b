"""The Guardian's live blogs: its Content API, the JSON of its pages, and the pages themselves.

A block is an update. Its id is the same in all three: 24 hexadecimal digits, of which the
first eight are the second in which it was created.
"""
