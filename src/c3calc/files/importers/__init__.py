"""Other people's collections of prices and models."""
