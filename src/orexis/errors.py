"""The one error a user sees: a sentence that says what is wrong and what to do."""


class OrexisError(Exception):
    """Bad input or a failed run, said in one sentence.

    The command line prints the sentence and exits with a non-zero status; no traceback is shown.
    """
