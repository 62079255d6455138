"""``python -m contend`` is the command line."""

from ._command import main

main()
