"""Two pages on paper for people who decide: the answer of a study in their language, by a template that they can change."""
