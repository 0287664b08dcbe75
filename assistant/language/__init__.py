"""Text as people type it, made comparable: spelling, scripts, evasion, numbers, and which language it is."""
