"""Every setting of the program, read once from the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from antigone.engine.errors import UsageError


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
    index_url: str = Field(
        default="",
        description="`milvus://host:19530`: the Milvus server that holds the index; empty for the home folder's own.",
    )
    pack: str = Field(default="starter", description="The model pack that templates are made with.")
    device: Literal["cpu", "cpu-bf16", "cuda"] = Field(
        default="cpu",
        description="What photographs are read on: `cpu`, or `cpu-bf16` or `cuda`, which never give way to it.",
    )
    operator: str = Field(
        default="",
        description="The name that whoever is at the command line signs in with: acts are theirs, by their roles; "
        "empty for the home's local operator.",
    )

    public_url: str = Field(
        default="",
        description="Where browsers reach `antigone serve` behind a reverse proxy, `https://antigone.example.org`; "
        "empty for plain HTTP on this machine only.",
    )
    trusted_proxy: str = Field(
        default="127.0.0.1",
        description="The reverse proxy's address: with an https `ANTIGONE_PUBLIC_URL`, what it says of the browser "
        "(X-Forwarded-For, X-Forwarded-Proto) is believed, and nobody else.",
    )
    upload_limit_mb: int = Field(
        default=4096, ge=1, description="The largest upload, in MB; the reverse proxy's limit should be the same."
    )
    time_zone: str = Field(default="UTC", description="The time zone that pages show times in, `Europe/Kyiv`.")
    language: str = Field(default="en", description="The language of pages for whoever has chosen none: `en`, `uk`.")

    oidc_issuer: str = Field(
        default="",
        description="The address of the agency's OpenID Connect provider, `https://login.example.org`; empty for none.",
    )
    oidc_client_id: str = Field(default="", description="What the provider calls this site.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret that the provider gave this site."
    )
    oidc_name: str = Field(
        default="OpenID Connect", description="What people call the provider: it stands on the sign-in page."
    )

    api_rate: str = Field(
        default="600/min", description="How often one key may ask: `COUNT/min`, `COUNT/s`, `COUNT/h`."
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


def read_configuration() -> Configuration:
    """What the environment says. Raises UsageError that names the first variable of a wrong value."""
    try:
        return Configuration()
    except ValidationError as error:
        wrong = error.errors()[0]
        variable = f"ANTIGONE_{wrong['loc'][0]}".upper()
        reason = wrong["msg"].removeprefix("Input should ")
        raise UsageError(f"{variable} is {wrong['input']!r}; it should {reason}.") from error
