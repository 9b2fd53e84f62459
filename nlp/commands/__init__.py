"""A colleague's sentence → commands and slots."""

from nlp.commands.dialogue import Context
from nlp.commands.reading import ASK_BELOW, Reading, read_commands

__all__ = ["ASK_BELOW", "Context", "Reading", "read_commands"]
