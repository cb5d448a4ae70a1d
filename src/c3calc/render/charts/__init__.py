"""Pictures of an answer: what they show, and a module a way of drawing."""
