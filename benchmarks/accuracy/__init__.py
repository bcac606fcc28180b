"""How right the program is: what it reads of real pages, and what it tells of edit sequences.

``pages`` are the real ones and what is in them, ``reading`` compares. A ``story`` is a blog
with all that became of it; a ``cause`` lets it be seen in ``moments``, a ``form`` writes each
of these as a document, and ``score`` plays the documents and counts what was told.
"""
