"""Every setting, and the only reader of the environment. Names begin with BAROMETER_ there."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import WrongInput

SLACK = "https://slack.com/api/"


class Settings(BaseSettings):
    """What an operator can set; each has a heading in docs/reference/settings.md."""

    model_config = SettingsConfigDict(
        env_prefix="BAROMETER_", env_file=".env", env_file_encoding="utf-8", extra="forbid", frozen=True
    )

    database_url: str = "sqlite:///data/barometer.db"
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=3000, ge=0, le=65535)
    slack_base_url: str = SLACK
    tick_seconds: float = Field(default=20, ge=1, le=300)
    knowledge_folder: Path | None = None
    keep_words_days: int = Field(default=365, ge=1, le=3650)
    restored_at: AwareDatetime | None = None
    log_format: Literal["text", "json"] = "text"
    observe_host: str = "127.0.0.1"
    observe_port: int | None = Field(default=None, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/file.db or postgresql://user@host/name")
        return url

    @field_validator("slack_base_url")
    @classmethod
    def _with_slash(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("write an address such as https://slack.com/api/")
        return url if url.endswith("/") else url + "/"

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        return _expect_prefix(token, "xoxb-")

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, token: SecretStr | None) -> SecretStr | None:
        return _expect_prefix(token, "xapp-")

    @field_validator("slack_signing_secret")
    @classmethod
    def _one_door(cls, secret: SecretStr | None, given: ValidationInfo) -> SecretStr | None:
        if secret is None or not secret.get_secret_value():
            return None
        if given.data.get("slack_app_token") is not None:
            raise ValueError("Slack speaks to me either by Socket Mode or by HTTP: set it or the app-level token")
        return secret

    @property
    def is_local(self) -> bool:
        """Whether the Slack it talks to is a playground on this machine."""
        return urlsplit(self.slack_base_url).hostname in {"127.0.0.1", "localhost", "::1"}


def load_settings() -> Settings:
    """The settings from the environment and `.env`, or `WrongInput` naming each one that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        found = "; ".join(
            f"BAROMETER_{'_'.join(str(part) for part in problem['loc']).upper()}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        raise WrongInput(f"Settings that cannot be used: {found}.") from None


def _expect_prefix(token: SecretStr | None, prefix: str) -> SecretStr | None:
    if token is None or not token.get_secret_value():
        return None
    if not token.get_secret_value().startswith(prefix):
        raise ValueError(f"a token that begins with {prefix} belongs here")
    return token
