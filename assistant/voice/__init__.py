"""The host's voice as text: sound in, stretches of speech, a recogniser, utterances with times and confidence.

capture      a file, a URL or a sound card as 40 ms frames of 16 kHz sound  (decoding runs in its own thread)
microphone   a microphone on somebody's page, pushed in by the console
activity     frames -> stretches of speech                          (Silero voice activity detection)
transcribers one file a recogniser: `Options` and `connect`
filters      which hypotheses must not be believed
listen       capture + activity + recogniser = a SpeechSource with a bounded backlog
published    the models on offer; models finds one, downloads fetches it, soundness and checksums say whether it is whole
cues         what the host is told by ear and when; earpiece has it spoken by one of the speakers
recording    a recorded live session on disk, with or without its sound
"""
