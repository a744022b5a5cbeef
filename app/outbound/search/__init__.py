"""Searches by words in OpenSearch, where an installation has one: documents, questions, reactions."""
