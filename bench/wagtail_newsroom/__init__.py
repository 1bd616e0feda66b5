"""The job of our newsroom as a Wagtail project does it: an issue, its sections, its articles.

It runs in a virtual environment of its own; ``bench.admin`` builds and fills it.
"""
