"""The twins: one transformer, causal (token by token) or masked (all at once, again and again)."""
