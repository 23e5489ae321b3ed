"""What asset checks are made of: questions to tables, and what they find."""
