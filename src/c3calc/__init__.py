"""c3: call an LLM API or run the model yourself? An offline calculator with a source behind every number."""

__version__ = "0.1.0"
