"""German text before any model sees it: one normal form, its language, what of it is furniture,
where its sentences end, and which of them fit a model's input together.
"""
