"""Who may use the console: people and their roles, passwords, one-time links, sessions, and the log of what was done.

Kept in a file of its own beside the records: the same people serve one live after the other, and the command line may change
it while a live runs. Nothing of viewers is ever in it.
"""
