"""Finding what was published: by words in any alphabet, and by what an issue is about.

``index`` writes, ``finding`` reads; ``engines`` is all that differs between the databases.
"""
