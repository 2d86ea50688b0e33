"""The knowledge base is measured and its confidence fitted here."""
