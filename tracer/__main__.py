"""`python -m tracer`."""

from tracer.cli.main import main

main()
