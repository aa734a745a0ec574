"""The fault of the local model that a caller can do something about."""

from orexis.errors import OrexisError


class WindowError(OrexisError):
    """A prompt that does not fit into the model's window.

    Callers that may not import this room recognise it by the attribute `window`.
    """

    def __init__(self, tokens: int | None, window: int | None) -> None:
        """Say how much too long it is.

        Args:
            tokens: Tokens of the prompt, if the server says.
            window: Tokens that the window holds, if the server says.
        """
        super().__init__(
            f"The prompt has {tokens or 'too many'} tokens and the model's window holds "
            f"{window or 'fewer'}: shorten the context, or give the model a larger n_ctx."
        )
        self.tokens = tokens
        self.window = window
