"""Characters that people do not see, or take for a space, and that do not count at the ends of a value or of a name.

Source: business rule "White space at the ends of a value does not count" (docs/business-rules.md). All are written as escapes,
because nobody could read them otherwise.
"""

WIDE_SPACES = "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
SPACES = f" \t\r\n\v\f\u0085\u00a0\u2028\u2029{WIDE_SPACES}"
"""White space of every width: no-break, figure, thin and narrow spaces, and the separators of lines."""
INVISIBLE = (
    "\x1a\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters of no width: zero-width spaces and joiners, marks of direction, soft hyphens, byte order marks."""
EDGE_SPACE = SPACES + INVISIBLE
"""What does not count at the ends of a value."""
