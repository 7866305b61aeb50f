"""Every setting of the program, read once from the environment."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Configuration(BaseSettings):
    """Settings are `ANTIGONE_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ANTIGONE_", env_ignore_empty=True, frozen=True, extra="ignore")

    home: Path = Field(
        default_factory=lambda: Path.home() / ".antigone",
        description="The home folder: database, originals, index, model packs, keys.",
    )
    database_url: str = Field(
        default="",
        description="`postgresql://user:password@host:port/name`; empty for the SQLite file in the home folder.",
    )
    pack: str = Field(default="starter", description="The model pack that templates are made with.")

    public_url: str = Field(
        default="",
        description="Where browsers reach `antigone serve` behind a reverse proxy, `https://antigone.example.org`; "
        "empty for plain HTTP on this machine only.",
    )
    time_zone: str = Field(default="UTC", description="The time zone that pages show times in, `Europe/Kyiv`.")
    language: str = Field(default="en", description="The language of pages for whoever has chosen none: `en`, `uk`.")

    api_rate: str = Field(
        default="600/min", description="How often one key may ask the API: `COUNT/s`, `COUNT/min`, `COUNT/h`."
    )
    webhook_hosts: str = Field(
        default="",
        description="Hosts that webhooks may be sent to, by commas, `host` or `host:port`; empty for none.",
    )

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        """Reading processes and locks must mean the same folder, wherever they start."""
        return home.expanduser().absolute()
