"""What a shop says about itself (the facts sheet), how people ask for it, and where they live.

Nothing here guesses: a key the sheet lacks is unknown, and a place the data lacks is unknown.
"""
