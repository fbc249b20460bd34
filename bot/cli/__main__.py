"""`python -m bot.cli`: the command line, where the program `watch287g` itself isn't installed."""

from bot.cli.main import main

main()
