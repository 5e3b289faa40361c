"""Clients that act in another's name, over the engine's own endpoint, so that IAM decides."""

import threading
from typing import Any

import boto3
from botocore.config import Config

from local.identity import Credentials, session_for
from local.settings import EngineSettings

LONGEST_FUNCTION_SECONDS = 900


class RoleClients:
    """One client per service and role; clients may be used by many threads at once."""

    def __init__(self, settings: EngineSettings, session_name: str) -> None:
        self._settings = settings
        self._session_name = session_name
        self._clients: dict[tuple[str, str], Any] = {}
        self._creating = threading.Lock()
        self._configuration = Config(
            max_pool_connections=256,
            read_timeout=LONGEST_FUNCTION_SECONDS + 10,
            retries={"total_max_attempts": 1},
        )

    def client(self, service: str, role_arn: str) -> Any:
        with self._creating:
            if (service, role_arn) not in self._clients:
                session = session_for(role_arn, self._session_name)
                self._clients[service, role_arn] = self.client_with(service, session)
            return self._clients[service, role_arn]

    def client_with(self, service: str, credentials: Credentials) -> Any:
        """A new one, which acts as whoever the credentials belong to."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self._settings.endpoint_url,
            region_name=self._settings.region,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token or None,
            config=self._configuration,
        )
