"""An answer as text, a module a format."""
