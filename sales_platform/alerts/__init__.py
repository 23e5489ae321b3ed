"""People are told when something needs them: one message for each matter, and one when it is over."""
