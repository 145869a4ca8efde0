"""`python -m wopsim` does what `wopsim` does."""

from wopsim.cli.main import main

if __name__ == "__main__":
    main()
