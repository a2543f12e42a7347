"""The way in: `smcheck` and `python -m smcheck`."""

import gc
import os
import sys

from smcheck import __version__

_MEMORY = 2 << 30  # bytes; a document of many pages takes a tenth


def main() -> None:
    """Run the program with the arguments of this process and exit with its code."""
    if sys.argv[1:] == ["--version"]:  # answered before anything is imported: it is asked by scripts, often
        print(f"smcheck {__version__}")
        return
    # A bank and its templates are a hundred thousand objects that stay: looking through them took a tenth of the time.
    gc.set_threshold(10_000, 20, 50)
    if sys.argv[1:2] == ["brief"]:
        gc.disable()  # until the first case is made: it takes no longer than to look through what it needs
    _bound_memory()
    # Pydantic would search everything that is installed for plugins, which nobody needs here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from smcheck.cli import run

    code = run()
    gc.freeze()  # Python would look through everything once more on its way out, as long as it took to load the bank
    sys.exit(code)


def _bound_memory() -> None:
    """Let a template that makes a text longer and longer fail before the machine stands still.

    Processes started from here take it over. Windows has no such limit, and macOS knows it but does not keep it.
    """
    try:
        import resource
    except ModuleNotFoundError:
        return
    usual, most = resource.getrlimit(resource.RLIMIT_DATA)
    if usual == resource.RLIM_INFINITY and (most == resource.RLIM_INFINITY or most > _MEMORY):
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, most))


if __name__ == "__main__":
    main()
