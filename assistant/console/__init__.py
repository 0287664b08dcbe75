"""The web console: one page that watches the session's record and sends back what a person decides.

It never reaches into the session. It reads the event log through `Store` and `Feed`, and hands a `Resolution`
to the one function it was given. Pages, scripts and styles lie in `static/`; nothing is fetched from elsewhere.
"""
