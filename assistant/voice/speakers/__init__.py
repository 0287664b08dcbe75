"""What may speak the host's cues; off unless a session file names one.

A plug has two public names: `Options` (a `Pace`, frozen, unknown keys refused) and `connect(options, environment)`, an async context
manager that yields a `Synthesiser`. `assistant.build.SPEAKERS` names them all.
"""
