"""An answer, or what is wrong with the question, as text: one module per format."""
