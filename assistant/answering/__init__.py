"""From a remark to what it deserves: understand it, look it up, group repeats, compose the answer, decide."""
