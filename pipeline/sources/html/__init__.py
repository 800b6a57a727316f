"""HTML pages of news sites: markup, metadata, headline, lead and body, one concern a module.

`extract` puts them together as a pure function; `reader` makes articles of what it finds. The
families of class names and the few rules for single sites stand in `rules`.
"""
