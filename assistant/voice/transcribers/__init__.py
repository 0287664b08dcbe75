"""Recognisers. Each file has two public names: `Options`, and `connect(options, tools)`, which yields a Transcriber."""
