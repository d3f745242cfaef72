"""Every part of the flagging benchmark, one after the other."""

import argparse
import runpy
import sys
from pathlib import Path

PARTS = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
)


def main() -> None:
    """Run the parts in turn, with the arguments given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder of saved pages, for the parts that take one")
    parser.parse_args()
    for part in PARTS:
        print(f"\n## {part}\n", flush=True)
        module = f"benchmarks.flagging.{part}"
        sys.argv[0] = module
        runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
