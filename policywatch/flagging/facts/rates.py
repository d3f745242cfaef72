"""The rates at which foreign amounts are shown in CNY: `rates.yaml` beside this file."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from policywatch.catalogue.yaml_file import load_yaml

RATES_FILE = Path(__file__).with_name("rates.yaml")
Rate = Annotated[Decimal, BeforeValidator(str), Field(gt=0)]


class Rates(BaseModel):
    """CNY for one unit of each currency, of when, and where they are from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: str = Field(min_length=4)
    source: str = Field(min_length=4)
    rates: dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], Rate]

    def in_cny(self, currency: str, low: Decimal, high: Decimal) -> str:
        """Say what an amount is in CNY and at which rate; "" for CNY and what has no rate."""
        rate = self.rates.get(currency)
        if rate is None:
            return ""
        values = dict.fromkeys(format((n * rate).quantize(Decimal(1)), "f") for n in (low, high))
        return f"CNY {'-'.join(values)} at {format(rate, 'f')} ({self.as_of})"


@lru_cache(maxsize=4)
def load_rates(path: Path = RATES_FILE) -> Rates:
    """Return the rates of a file.

    Raises:
        CatalogueError: the file is wrong; the message names file, line and what was expected.
    """
    return load_yaml(path, Rates)
