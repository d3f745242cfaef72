"""`python -m policywatch`: the command line."""

from policywatch.cli import main

if __name__ == "__main__":
    main()
