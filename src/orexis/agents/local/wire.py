"""Questions to a server in JSON, and its faults as sentences."""

import functools
import re
import ssl
from typing import Any
from urllib.parse import urlsplit

import httpx

from orexis.agents.local.errors import WindowError
from orexis.errors import OrexisError

DEFAULT_TIMEOUT = 600.0
"""Seconds to wait for an answer: a long prompt on a slow processor takes minutes."""

_CONNECT_TIMEOUT = 10.0
_FIRST_FAILURE = 400
_VLLM_TOO_LONG = re.compile(r"maximum context length is (\d+)")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class JsonServer:
    """A server that is asked and answers in JSON.

    Each question has a connection of its own, so that nothing is left to close and any event loop
    may ask.
    """

    def __init__(
        self, address: str, api_key: str | None = None, timeout: float = DEFAULT_TIMEOUT
    ) -> None:
        """Remember where to ask; nothing is sent.

        Args:
            address: Base URL, such as `http://127.0.0.1:8080`.
            api_key: Sent as a bearer token.
            timeout: Seconds to wait for an answer.

        Raises:
            OrexisError: The address is no http or https URL.
        """
        self.address = address.rstrip("/")
        if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
            raise OrexisError(
                f"{address!r} is no address of a model server: write it like http://127.0.0.1:8080."
            )
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._timeout = timeout

    async def get(self, path: str, *, wanted: str) -> dict[str, Any]:
        """Ask what the server says of itself; otherwise as `post`."""
        return await self._ask("GET", path, None, wanted)

    async def post(self, path: str, body: dict[str, Any], *, wanted: str) -> dict[str, Any]:
        """Ask a question.

        Args:
            path: Path under the address.
            body: The question.
            wanted: A field that the answer must have.

        Returns:
            The answer.

        Raises:
            WindowError: The prompt is too long.
            OrexisError: The server cannot be reached, is too slow, or refuses.
        """
        return await self._ask("POST", path, body, wanted)

    async def _ask(
        self, method: str, path: str, body: dict[str, Any] | None, wanted: str
    ) -> dict[str, Any]:
        try:
            async with self._connection() as connection:
                response = await connection.request(method, self.address + path, json=body)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        return self._read(response, path, wanted)

    def _connection(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            headers=self._headers,
            timeout=httpx.Timeout(self._timeout, connect=min(self._timeout, _CONNECT_TIMEOUT)),
            verify=_tls(),
            # A proxy from the environment cannot know this machine's loopback.
            trust_env=urlsplit(self.address).hostname not in _LOOPBACK,
        )

    def _unreachable(self, error: httpx.HTTPError) -> OrexisError:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return OrexisError(
                f"No model server answers at {self.address}: start it, or correct base_url."
            )
        if isinstance(error, httpx.TimeoutException):
            return OrexisError(
                f"The model server at {self.address} gave no answer within {self._timeout:g} s: "
                "see whether it is overloaded, or shorten the context."
            )
        return OrexisError(f"The model server at {self.address} broke off: {error!r}.")

    def _read(self, response: httpx.Response, path: str, wanted: str) -> dict[str, Any]:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        failed = response.status_code >= _FIRST_FAILURE
        if failed or not isinstance(answer, dict) or answer.get("error"):
            raise _refusal(self.address + path, response, answer)
        if wanted not in answer:
            raise OrexisError(
                f"The answer of {self.address + path} has no {wanted!r}, so it is another kind of "
                "model server: correct base_url, or say with -M server=… which kind it is."
            )
        return answer


def _refusal(url: str, response: httpx.Response, answer: object) -> OrexisError:
    error = answer.get("error", answer) if isinstance(answer, dict) else None
    details = error if isinstance(error, dict) else {}
    if details.get("type") == "exceed_context_size_error":
        return WindowError(details.get("n_prompt_tokens"), details.get("n_ctx"))
    said = details.get("message") or error or response.text[:200] or "nothing"
    if too_long := _VLLM_TOO_LONG.search(str(said)):
        return WindowError(None, int(too_long.group(1)))
    return OrexisError(
        f"The model server refused {url} (HTTP {response.status_code}); it said: {said}"
    )


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # 60 ms each time, if every client made its own
