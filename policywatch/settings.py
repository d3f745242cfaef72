"""Settings from the environment, parsed once at the entrypoint and passed down."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from policywatch.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "POLICYWATCH_"


class Settings(BaseModel):
    """Every setting; the variable is the field's name in capitals after POLICYWATCH_."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(Path(".policywatch"), description="folder of all state")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the home folder")
    archive_url: str = Field(
        "", description="where WARC files lie: a folder, or s3://bucket/folder; empty: in home"
    )
    tsa_url: str = Field(
        "",
        description="URL of a time-stamp authority (RFC 3161) that stamps what was collected; "
        "empty: none",
    )
    sources_dir: Path = Field(ROOT / "sources", description="folder of the source files")
    watchlists_dir: Path = Field(ROOT / "watchlists", description="folder of the watchlist files")
    instance: str = Field("policywatch", description="name of this installation, told in each mail")
    vantage: str = Field("local", description="name of the machine or proxy that fetches")
    contact: str = Field(
        "https://policywatch.invalid/contact",
        description="address in the User-Agent for publishers to reach you: set your own",
    )
    review_host: str = Field("127.0.0.1", description="address the review app listens on")
    review_port: int = Field(8000, ge=1, le=65535, description="port of the review app")
    review_url: str = Field("", description="public address of the review app, for links in mail")
    airflow_port: int = Field(8080, ge=1, le=65535, description="port of Airflow")
    sample_port: int = Field(8765, ge=1, le=65535, description="port of the sample site")
    crawl_every: int = Field(
        60, ge=5, description="seconds between Airflow's looks for sources that are due"
    )
    shards: int = Field(
        1, ge=1, le=64, description="parts that Airflow divides each stage's work into"
    )
    ocr: bool = Field(
        False, description="read scanned pages with tesseract, where it is installed (slow)"
    )
    smtp_url: str = Field(
        "",
        description="smtp://, smtps:// or smtp+starttls:// URL with user:password@ where "
        "needed; empty: mail goes to a mailbox file in the home folder",
    )
    mail_from: str = Field("policywatch@localhost", description="sender of the mails")
    alert_to: str = Field("analyst@localhost", description="addresses of the first subscriptions")
    admin_password: str = Field("", description="first password of the review app's admin account")
    allow_loopback: bool = Field(
        False, description="let spiders fetch from loopback addresses (for the sample site only)"
    )
    watch_sample: bool = Field(
        True, description="watch the sample site: false where it is not served"
    )
    fetch_timeout: float = Field(
        60,
        gt=0,
        le=600,
        description="seconds that an answer may take; one that goes on coming may take more",
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings from the environment's POLICYWATCH_ variables; an empty one is not set.

        Raises:
            SettingsError: a value cannot be used; the message names variable and reason.
        """
        values = {
            name: environment[PREFIX + name.upper()]
            for name in cls.model_fields
            if environment.get(PREFIX + name.upper())
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            lines = [
                f"{PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg']}"
                for problem in error.errors()
            ]
            raise SettingsError("\n".join(lines)) from error

    @property
    def store_url(self) -> str:
        """The database URL to use."""
        return self.database_url or f"sqlite:///{self.sqlite_file}"

    @property
    def sqlite_file(self) -> Path:
        """The file of the store when no database is configured."""
        return self.home.resolve() / "policywatch.sqlite"

    @property
    def archive_dir(self) -> Path:
        """The folder of the WARC files when no other place is configured."""
        return self.home / "archive"

    @property
    def archive_root(self) -> str:
        """The folder or URL of the WARC files."""
        return self.archive_url or str(self.archive_dir)

    @property
    def drop_dir(self) -> Path:
        """The folder whose files are taken in as submissions."""
        return self.home / "drop"

    @property
    def mailbox_dir(self) -> Path:
        """The Maildir that takes the mails when no SMTP server is configured."""
        return self.home / "mail"

    @property
    def sample_site(self) -> str:
        """The address of the sample site, without a slash at the end."""
        return f"http://127.0.0.1:{self.sample_port}"

    @property
    def review_address(self) -> str:
        """The address of the review app as links in mails give it, no slash at the end."""
        return (self.review_url or f"http://{self.review_host}:{self.review_port}").rstrip("/")

    @property
    def user_agent(self) -> str:
        """The honest name under which the spiders fetch."""
        return f"policywatch/0.1 (+{self.contact})"
