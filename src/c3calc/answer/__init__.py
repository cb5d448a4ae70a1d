"""What is printed and saved: the nouns of every answer, and how they become JSON."""
