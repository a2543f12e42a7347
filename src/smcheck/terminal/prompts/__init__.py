"""Ask with questionary. Every import of questionary and prompt_toolkit lives in this package.

The question stands above the prompt and stays. The prompt itself, with how to answer, the keys and what F1 shows, is
taken off the screen once it is answered: what stays is one line with the answer, in the person's language. A prompt is
built anew each time it is asked, because asked twice a questionary prompt keeps its old text.
"""

from smcheck.terminal.prompts.ask import KEYS, QuestionaryAsker

__all__ = ["KEYS", "QuestionaryAsker"]
