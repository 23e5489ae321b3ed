"""What libraries raise, told in one sentence: what, where, what to do."""
