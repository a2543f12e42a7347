"""What all commands have in common."""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


def _unasked(option: Any) -> Any:
    """Let the *option* of help be False where it is not given: to read a None, typer loads pydantic."""
    if option is not None:
        option.default = False
    return option


class Command(TyperCommand):
    """A command whose help takes no longer than to print it."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that prints the help."""
        return _unasked(super().get_help_option(ctx))


class Group(TyperGroup):
    """A command with further ones below it, by whose help no other command is held up."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that prints the help."""
        return _unasked(super().get_help_option(ctx))


class Commands(typer.Typer):
    """Commands that print their help for -h too, and where none of them is named."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            cls=Group, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}, **settings
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """Register a command."""
        return super().command(name, cls=Command, **settings)
