"""The full text of a document: found words, lines with their marks."""
