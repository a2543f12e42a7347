"""An asker that reads its replies from a script, for tests and demonstrations."""

from collections.abc import Iterable, Iterator

from smcheck.interview.asker import Command, Nav, Overview, Prompt, Reply, Tone


class ScriptedAsker:
    """Gives *replies* one after another, then leaves; keeps what it was asked and told.

    Like a person it may be refused: why the prompt's check did not accept a reply is noted in *refused*, and the next
    one is tried.
    """

    def __init__(self, replies: Iterable[Reply] = ()) -> None:
        self._replies: Iterator[Reply] = iter(replies)
        self.asked: list[Prompt] = []
        self.overviews: list[Overview] = []
        self.said: list[tuple[Tone, str]] = []
        self.refused: list[str] = []

    def ask(self, prompt: Prompt) -> Reply:
        """Return the next reply that *prompt* accepts."""
        self.asked.append(prompt)
        for reply in self._replies:
            if isinstance(reply, Command) or (complaint := prompt.check(reply)) is None:
                return reply
            self.refused.append(complaint)
        return Command(Nav.QUIT)

    def choose(self, overview: Overview) -> str | Command:
        """Return the next reply: the id of an entry or option."""
        self.overviews.append(overview)
        reply = next(self._replies, Command(Nav.QUIT))
        return reply if isinstance(reply, str | Command) else overview.options[0].id

    def say(self, tone: Tone, text: str) -> None:
        """Keep what was told."""
        self.said.append((tone, text))
