"""Sentence encoders that may be plugged in to read paraphrases better; none is needed, none is shipped.

A plug has two public names: `Options` (frozen, unknown keys refused) and `connect(options, environment)`, an async context
manager that yields an `Encoder`. `assistant.build.ENCODERS` names them all.
"""
