"""The one error a person sees: a sentence that says what is wrong, where, and what to do."""


class UserError(Exception):
    """Something the user can correct; its text is shown as it is, without a traceback."""


class LandingChangedError(UserError):
    """A landed file is not the one that was listed any more; listing it again helps."""


class LockLostError(UserError):
    """The lake's lock is not the run's any more. It fails as other runs do (exit code 1): another run of the same helps."""


class RunFailedError(Exception):
    """A run that failed for a reason that is not the user's to correct; the text says where to look."""


class RunInterruptedError(RunFailedError):
    """A run that a person or the system interrupted."""


class OutsideError(RunFailedError):
    """Something outside of the platform failed: a disk, the network, the object store, the engine, Dagster's history."""
