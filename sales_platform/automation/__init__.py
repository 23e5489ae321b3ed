"""What starts runs: the job, and which months a landing touches."""
