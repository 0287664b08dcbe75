"""The recogniser's model in a process of its own: it may crash, hang or grow without hurting the room, and its memory is not the room's.

options      what a user may choose
pool         the parent's side: all voices of a room share one process; order, deadlines, replacement, figures
voice        one voice of a pool as a Transcriber
line         calls that wait, in order, bounded
capacity     how many voices the cores carry, measured
figures      what an operator can read
process      one child process from start to end
messages     what the two sides say to each other, and its framing on the pipes
child        the other side: reads calls, answers them
model        faster-whisper with settings for live speech; loaded in the child only
benchmark    the calls that the child times at its start
languages    BCP-47 and the model's own codes
bounds       what one call may take: names, tokens, the encoder's window
"""
