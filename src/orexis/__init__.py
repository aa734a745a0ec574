"""Orexis: what does this agent want, and how sure are we?"""

__version__ = "0.1.0"
