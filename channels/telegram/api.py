"""The Bot API over HTTP: python-telegram-bot with failures told apart by what may have happened at the far end.

python-telegram-bot raises one ``NetworkError`` for a connection that was never made, an answer that never came and a
proxy's error page. A sender must know which, because only the first is safe to repeat.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
import telegram
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from channels.telegram.settings import TelegramSettings

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
_MAYBE_EXECUTED = {HTTPStatus.REQUEST_TIMEOUT, 499}  # 499: nginx, the client gave up first
_CONNECTIONS = 32
_POOL_SECONDS = 10.0
_PROXY_FLOOD_SECONDS = 5.0
_DESCRIPTION_LENGTH = 200
_TALKATIVE_LIBRARIES = ("httpx", "httpcore", "telegram")


class NotSent(NetworkError):
    """No connection came about: the request did not leave this machine."""


class NoAnswer(NetworkError):
    """The request was written, but what became of it is unknown: no answer, half an answer, or a 5xx."""


class Intercepted(NetworkError):
    """Something between us and Telegram refused the request: it was not executed."""


class Flooded(TelegramError):
    """429. ``after`` seconds must pass. Replaces ``telegram.error.RetryAfter``, which warns about its own future."""

    def __init__(self, after: float) -> None:
        super().__init__(f"Telegram asks to wait {after:g} s")
        self.after = after


class ApiRequest(HTTPXRequest):
    """Raises the classes above, never with the token, a URL or an answer's body in the text."""

    def __init__(self, settings: TelegramSettings, *, answer_seconds: float) -> None:
        super().__init__(
            connection_pool_size=_CONNECTIONS,
            connect_timeout=settings.connect_seconds,
            read_timeout=answer_seconds,
            write_timeout=settings.answer_seconds,
            media_write_timeout=settings.upload_seconds,
            pool_timeout=_POOL_SECONDS,
            httpx_kwargs={"trust_env": not _is_loopback(settings.api_url)},
        )
        self._server = settings.api_url
        self._token = settings.token

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._client.is_closed:
            raise NotSent(f"the connection to {self._server} is closed")
        try:
            code, payload = await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        except NetworkError as error:
            raise self._transport_failure(error) from None
        except Exception as error:
            raise NoAnswer(f"no answer from {self._server} ({type(error).__name__})") from error
        if not HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES:
            raise self._refusal(code, payload)
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = _json_object(payload)
        if answer.get("ok") is not True or "result" not in answer:
            raise NoAnswer("something other than the Bot API answered")
        return answer

    def _transport_failure(self, error: NetworkError) -> NetworkError:
        cause = error.__cause__
        kind = type(cause).__name__ if cause is not None else type(error).__name__
        if isinstance(cause, _NEVER_LEFT):
            return NotSent(f"no connection to {self._server} ({kind})")
        return NoAnswer(f"no answer from {self._server} ({kind})")

    def _refusal(self, code: int, payload: bytes) -> TelegramError:
        answer = _json_object(payload)
        if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return NoAnswer(f"{self._server} answered {code}")
        if "ok" not in answer:
            return _interception(self._server, code)
        raw = answer.get("parameters")
        parameters: dict[str, Any] = raw if isinstance(raw, dict) else {}
        if isinstance(moved_to := parameters.get("migrate_to_chat_id"), int):
            return ChatMigrated(moved_to)
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            return Flooded(_seconds(parameters.get("retry_after")))
        return _refusal_class(code)(self._readable(str(answer.get("description", code))))

    def _readable(self, description: str) -> str:
        line = "".join(char if char.isprintable() else " " for char in description.replace(self._token, "<token>"))
        return line[:_DESCRIPTION_LENGTH]


def _interception(server: str, code: int) -> TelegramError:
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return Flooded(_PROXY_FLOOD_SECONDS)
    if code in _MAYBE_EXECUTED:
        return NoAnswer(f"{server} answered {code}, not as the Bot API does")
    return Intercepted(f"{server} answered {code}, not as the Bot API does")


def _refusal_class(code: int) -> type[TelegramError]:
    match code:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return InvalidToken
        case HTTPStatus.FORBIDDEN:
            return Forbidden
        case HTTPStatus.CONFLICT:
            return Conflict
        case _:
            return BadRequest


def _json_object(payload: bytes) -> dict[str, Any]:
    """An empty object for whatever is not JSON: a proxy's page is as good as no answer."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value > 0 else 1.0


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class BotApi:
    """One ``telegram.Bot`` with its connections. Nothing goes over the network until a method of ``bot`` is awaited."""

    def __init__(self, settings: TelegramSettings, *, answer_seconds: float | None = None) -> None:
        _silence_libraries()
        self._request = ApiRequest(settings, answer_seconds=answer_seconds or settings.answer_seconds)
        self.bot = telegram.Bot(
            settings.token,
            base_url=settings.base_url,
            base_file_url=settings.base_file_url,
            request=self._request,
            get_updates_request=self._request,
        )

    async def close(self) -> None:
        await self._request.shutdown()


def _silence_libraries() -> None:
    """These libraries log request URLs, which hold the bot token, and parameters, which hold customers' words."""
    for name in _TALKATIVE_LIBRARIES:
        logger = logging.getLogger(name)
        if logger.level < logging.WARNING:
            logger.setLevel(logging.WARNING)
