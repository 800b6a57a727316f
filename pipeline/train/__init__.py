"""From parallel text to a translator: corpora in, a Hugging Face checkpoint with its card out.

A small model of one's own is trained from nothing, or a checkpoint is fine-tuned on a newsroom's
own pairs; both are the same loop, and a run that was killed goes on where it last saved.
"""
