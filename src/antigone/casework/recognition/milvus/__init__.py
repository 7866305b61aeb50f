"""Milvus as the index beyond one machine: candidates come from there, what is listed is computed from the database."""
