"""The way in: `smcheck` and `python -m smcheck`."""

import sys

from smcheck import __version__


def main() -> None:
    """Run the program with the arguments of this process and exit with its code."""
    if sys.argv[1:] == ["--version"]:  # answered before anything is imported: it is asked by scripts, often
        print(f"smcheck {__version__}")
        return
    from smcheck.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
