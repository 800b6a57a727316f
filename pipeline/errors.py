"""What can go wrong, said once: every error a person may meet carries its remedy."""


class DepescheError(Exception):
    """A failure with its cause and what to do about it, each in one line."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}: {remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy


class SourceError(DepescheError):
    """An input cannot be read as an article; the rest of the batch goes on."""


class ModelError(DepescheError):
    """A checkpoint, a device or an engine cannot be used."""


class UsageError(DepescheError):
    """The command was called in a way that cannot work (exit status 2)."""
