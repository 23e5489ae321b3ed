"""What is raised for a landed file that cannot be used."""


class FileRefusedError(Exception):
    """A file that cannot be used at all; the text is the reason."""
