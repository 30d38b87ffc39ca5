"""Settings from the environment, prefix `KB_`, each with a default for one machine.

`Settings.load()` is called at the edge (command line, app start) and handed down;
nothing reads the environment at import.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.core.errors import ConfigurationError

SHORTEST_KEY = 32  # characters


class Settings(BaseSettings):
    """What an installation can be told. Errors are `ConfigurationError` with one sentence."""

    model_config = SettingsConfigDict(env_prefix="KB_", frozen=True)

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of the database, the search index and everything else that is kept.",
    )
    database_url: str = Field(
        default="",
        description=(
            "Database: sqlite:///file or postgresql+psycopg://user@host/name; "
            "empty means a SQLite file in the data folder."
        ),
    )
    search_engine: Literal["auto", "whoosh", "postgres"] = Field(
        default="auto",
        description=(
            "Search engine: whoosh keeps its index in the data folder, postgres in the database; "
            "auto takes the one that fits the database."
        ),
    )
    search_replicas: str = Field(
        default="",
        description=(
            "Replicas of a PostgreSQL database that searches are read from, addresses like "
            "that of the database, separated by commas; empty means the database itself."
        ),
    )
    secret_key: str = Field(
        default="",
        description=(
            "Key of keyed hashes, at least 32 characters, the same for all processes of one "
            "database; empty means one made on the first run and kept in the data folder."
        ),
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description=(
            "Addresses of reverse proxies, separated by commas, whose word on who a visitor is "
            "(X-Forwarded-For) and how they came (X-Forwarded-Proto) is taken."
        ),
    )
    two_person_rule: str = Field(
        default="holdings,status,answers,terms",
        description=(
            "Fields of entries on which whoever proposes a change does not decide, separated by "
            "commas; off means none."
        ),
    )
    scraper: Literal["off", "on"] = Field(
        default="off",
        description=(
            "Whether kb serve runs the sources that are due, in one thread; kb work always does."
        ),
    )
    scraper_allow: str = Field(
        default="",
        description=(
            "Addresses that the scraper may ask though they are not public, as host:port, "
            "separated by commas: an intranet, a test server."
        ),
    )
    scraper_contact: str = Field(
        default="",
        description=(
            "Where site owners reach whoever runs the scraper (an address of a page or of mail), "
            "told to every server that is asked; empty means the public address of the site."
        ),
    )
    scraper_pause: float = Field(
        default=2.0,
        ge=0.0,
        le=60.0,
        description="Seconds between two requests of the scraper to one host.",
    )
    courtlistener_token: str = Field(
        default="",
        description="API token of CourtListener, to read what changed on a docket.",
    )
    smtp_url: str = Field(
        default="",
        description=(
            "Server that takes mail: smtp://user:password@host:587, or smtps:// where TLS comes "
            "first; it needs KB_BASE_URL. Empty means that no mail is sent."
        ),
    )
    mail_from: str = Field(
        default="",
        description="Address that mail comes from; empty means artdocket@ the host of KB_BASE_URL.",
    )
    webhook_allow: str = Field(
        default="",
        description=(
            "Addresses that webhooks may have though they are not public, as host:port, "
            "separated by commas."
        ),
    )
    oidc_issuer: str = Field(
        default="",
        description=(
            "Address of an OpenID Connect provider where people may sign in, exactly as it names "
            "itself; it needs the extra oidc and KB_BASE_URL. Empty means passwords only."
        ),
    )
    oidc_client_id: str = Field(
        default="", description="What the OpenID Connect provider knows this site by."
    )
    oidc_client_secret: str = Field(
        default="",
        description="Password of the site at the OpenID Connect provider, if it asks for one.",
    )
    oidc_role: Literal["reader", "contributor", "editor"] = Field(
        default="reader",
        description="Role of a person who signs in at the OpenID Connect provider the first time.",
    )
    base_url: str = Field(
        default="",
        description=(
            "Public address of the site, such as https://artdocket.example, for canonical links, "
            "feeds and the host check; empty means the loopback address that a request came to."
        ),
    )

    @field_validator("two_person_rule")
    @classmethod
    def _known_fields(cls, value: str) -> str:
        if value.strip() != "off" and not re.fullmatch(r"[a-z_]+(\s*,\s*[a-z_]+)*", value.strip()):
            raise ValueError("give names of fields, separated by commas, or off")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _address_of_a_mail_server(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("give an address such as smtp://host:587 or smtps://host")
        if parts.path.strip("/") or parts.query or parts.port == 0:  # a bad port raises, too
            raise ValueError("give the address without a path")
        return value

    @field_validator("mail_from")
    @classmethod
    def _address_of_mail(cls, value: str) -> str:
        if value and not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", value):
            raise ValueError("give an address such as alerts@artdocket.example")
        return value

    @field_validator("scraper_allow", "webhook_allow")
    @classmethod
    def _hosts_and_ports(cls, value: str) -> str:
        for entry in filter(None, (part.strip() for part in value.split(","))):
            parts = urlsplit(f"//{entry}")
            if not parts.hostname or parts.port is None or parts.path:
                raise ValueError(f"{entry} is not of the form host:port")
        return value

    @field_validator("base_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        value = value.rstrip("/")
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("give a full address such as https://artdocket.example")
        if parts.path or parts.query or parts.fragment:
            raise ValueError("give the address without a path")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _address_of_a_provider(cls, value: str) -> str:
        parts = urlsplit(value)
        is_near = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
        if value and not (is_near or (parts.scheme == "https" and parts.hostname)):
            raise ValueError("give an address that begins with https://")
        if parts.query or parts.fragment or len(value) > 500:
            raise ValueError("give an address without a query")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < SHORTEST_KEY:
            raise ValueError(f"give at least {SHORTEST_KEY} characters, such as random ones")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("it must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("search_replicas")
    @classmethod
    def _known_replicas(cls, value: str) -> str:
        if not all(url.startswith("postgresql+psycopg://") for url in _listed(value)):
            raise ValueError("each address must begin with postgresql+psycopg://")
        return value

    @classmethod
    def load(cls) -> Self:
        """Read the environment; a value that cannot be used raises `ConfigurationError`."""
        try:
            return cls()
        except ValidationError as error:
            faults = "; ".join(
                f"KB_{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}"
                for fault in error.errors()
            )
            raise ConfigurationError(f"A setting cannot be used: {faults}.") from error

    @property
    def resolved_database_url(self) -> str:
        """The database address with its default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'artdocket.sqlite3'}"

    @property
    def public_url(self) -> str:
        """What absolute addresses begin with where no request says it."""
        return self.base_url or "http://127.0.0.1:8000"

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by https only, as its public address says."""
        return self.base_url.startswith("https://")

    @property
    def sends_mail(self) -> bool:
        """Whether mail can be sent: by which server, and with links to which site."""
        return bool(self.smtp_url and self.base_url)

    @property
    def two_person_fields(self) -> frozenset[str]:
        """The fields that the two-person rule protects."""
        rule = self.two_person_rule.strip()
        return frozenset() if rule == "off" else frozenset(part.strip() for part in rule.split(","))

    @property
    def search_replica_urls(self) -> tuple[str, ...]:
        """The addresses of the replicas that searches are read from."""
        return tuple(_listed(self.search_replicas))

    @property
    def index_dir(self) -> Path:
        """Where an embedded search engine keeps its files."""
        return self.data_dir / "index"

    @property
    def archive_dir(self) -> Path:
        """Where the bodies of what was fetched are kept."""
        return self.data_dir / "archive"

    @property
    def collections_dir(self) -> Path:
        """Where an operator puts what others have collected, such as Open Terms Archive."""
        return self.data_dir / "collections"

    def redacted(self) -> dict[str, str]:
        """Every setting with its value as text, passwords inside addresses hidden."""
        shown = {f"KB_{name.upper()}": str(getattr(self, name)) for name in type(self).model_fields}
        if self.secret_key:
            shown |= {"KB_SECRET_KEY": "***"}
        if self.courtlistener_token:
            shown |= {"KB_COURTLISTENER_TOKEN": "***"}
        if self.oidc_client_secret:
            shown |= {"KB_OIDC_CLIENT_SECRET": "***"}
        shown["KB_SMTP_URL"] = _without_password(self.smtp_url)
        shown["KB_DATABASE_URL"] = _without_password(self.database_url)
        shown["KB_SEARCH_REPLICAS"] = ",".join(map(_without_password, self.search_replica_urls))
        return shown

    def make_data_dir(self) -> Path:
        """Create the data folder and prove that it can be written to."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            probe = self.data_dir / ".writable"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(
                f"The data folder {self.data_dir} cannot be written to ({error.strerror}); "
                "set KB_DATA_DIR to a folder that can."
            ) from error
        return self.data_dir


def _listed(value: str) -> list[str]:
    """What commas separate."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _without_password(url: str) -> str:
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url
