"""The host's voice as text: sound in, stretches of speech, a recogniser, utterances with times and confidence.

capture      a file or a URL as 40 ms frames of 16 kHz sound        (decoding runs in its own thread)
activity     frames -> stretches of speech                          (Silero voice activity detection)
transcribers one file a recogniser: `Options` and `connect`
filters      which hypotheses must not be believed
listen       capture + activity + recogniser = a SpeechSource with a bounded backlog
recording    a recorded live session on disk, with or without its sound
"""
