"""Pages of galleries: people and their photographs, imports, sharing, retention, holds, erasure and its receipts."""
