"""`python -m bot` is the `barometer` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
