"""The errors that a user can mend; their message says how."""


class PolicywatchError(Exception):
    """Base of every error raised here."""


class SettingsError(PolicywatchError):
    """An environment variable has a value that cannot be used."""


class StoreAwayError(PolicywatchError):
    """The store cannot be reached; the message says why."""


class CatalogueError(PolicywatchError):
    """A source or watchlist file is wrong; `problems` lists each as `file:line: what`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ArchiveError(PolicywatchError):
    """A WARC record is not where the store says, or not what was stored."""


class SourceFailedError(PolicywatchError):
    """A source that used to yield yields nothing now."""


class StageFailedError(PolicywatchError):
    """Some of a stage's work failed; the rest was done and the failed work stays queued."""
