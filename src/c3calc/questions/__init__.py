"""What users ask, a module a question: they arrange, and contain no formulas of their own."""
