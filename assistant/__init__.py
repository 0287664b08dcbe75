"""Live Assistant: a co-pilot for sellers on air.

It hears a live's comments and the host's voice, finds the questions, groups the same question asked in different
words and languages, and answers from the shop's facts sheet in the viewer's language. It promises: it never states
what the facts do not say; it never speaks over a person who took over; it loses nothing it accepted; it works with no
model, no key and no network. It refuses: to take orders from a comment, to guess a missing fact, to keep personal data.
"""
