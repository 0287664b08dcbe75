"""`assistant bench asr`: how late, how wrong and how costly speech becomes text, measured on this machine, with the user's model and sound.

script     what is truly said, and when: transcripts with or without the times of the words
streams    sound with its script: from a folder, a list of clips, or a file
words      texts as comparable units, aligned; error rates
committed  what a listener has promised so far, when it did, and what it took back
policies   ways to turn sound into text that are compared
playing    sound in real time, or as fast as it is taken
processes  CPU seconds and memory of this process and of those it started
trial      one policy hears some streams at once
figures    trials -> percentiles, rates, slopes
weights    random weights with the exact dimensions of tiny, base or small
costly     text from one model, cost of another
sounds     silence, noise and something like music
endurance  words invented on sound without speech; growth of memory over hours
report     all of it as a table
"""
