"""Live Blog by Sourcefabric (Superdesk): its public API, and the pages that embed it.

The API shows all posts of a blog, also those that are gone, with their words and a mark:
https://github.com/liveblog/liveblog.
"""
