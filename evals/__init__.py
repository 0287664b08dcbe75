"""The eval harness: cases per language through the product's own session code, scored, compared with a baseline."""
