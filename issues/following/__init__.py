"""Following by e-mail: asking for it, confirming, changing, stopping; sending editions to those who do.

``addresses`` and ``offers`` say what can be asked for, ``subscribing`` holds the acts, ``links`` the
secrets in addresses. ``mailings`` says who gets an edition, ``letters`` what it says, ``sending``
sends it, ``bounces`` reads what came back. ``pages`` is what readers see of it.
"""
