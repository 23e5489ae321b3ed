"""The companies: everything that is true of one company only is in its own module here."""
