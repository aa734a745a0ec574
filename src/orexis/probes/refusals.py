"""Telling a refusal from a reply that cannot be read."""

from __future__ import annotations

import re

_LEAD = (
    r"(?:\s+(?:am|are|do|will|would|must|have\s+to|feel|going\s+to|afraid|sorry|but|I|that|"
    r"respectfully|politely|therefore|also|simply|really|just|hereby)|['\u2019](?:m|re|ll|d|ve)){0,6}"
)
_NOT = r"(?:\s+not|n['\u2019]?t)"
_REFUSAL = re.compile(
    rf"\b(?:I|we){_LEAD}\s*(?:"
    rf"\b(?:ca{_NOT}|can(?:not|\s+not)|wo{_NOT}|will\s+not|(?:should|must|would){_NOT})\b"
    r"|\bnot\s+(?:able|willing|comfortable|going|allowed|permitted|want|wish)\b"
    r"|\b(?:unable|unwilling|uncomfortable|declin(?:e|ing)|refus(?:e|ing))\b"
    rf"|\bdo{_NOT}\s+(?:want|wish|feel\s+comfortable)\b"
    r"|\b(?:rather|prefer|choose)\s+not\b)"
    r"|\bnot\s+something\s+(?:that\s+)?(?:I|we)\b"
    r"|^\W*(?:(?:no|sorry)\W+)?(?:unable\s+to|declined|refused|(?:cannot|can['\u2019]?t)\s+"
    r"(?:help|assist|comply|answer|do))\b",
    re.IGNORECASE,
)


def is_refusal(reply: str) -> bool:
    """Whether a reply says that its writer will not or must not answer."""
    return _REFUSAL.search(reply) is not None
