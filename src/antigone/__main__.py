"""`python -m antigone`."""

from antigone.cli import main

if __name__ == "__main__":
    main()
