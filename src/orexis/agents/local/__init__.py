"""A real language model on this machine, and any llama-server or vLLM address."""
