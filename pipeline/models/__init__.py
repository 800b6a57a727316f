"""The models room: a checkpoint's id goes in, an engine that turns texts into hypotheses comes out.

`checkpoint` finds and examines the folder, `hub` fetches it, `limits` and `tasks` say what the
architecture takes, `tokenizer` cuts text into its pieces, `batches` groups them, and `load` makes
the engine: `torch_engine` for every architecture, `ct2_engine` (after `convert`) for the fast ones.
Import from the modules themselves, so that a command pays only for what it uses.
"""
