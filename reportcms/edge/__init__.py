"""The edge: what is ready is answered before Django is asked, and never waits behind it.

Published pages lie *baked* on the disk, whole, compressed, with their headers (`shelf`). Pages
that change by the minute are kept for seconds (`seconds`). Everything else goes to Django
through a queue of bounded length (`queue`). The edge knows no app, no session and no database:
what it gives is a function of the address, so nothing of a visitor can reach another one.
"""
