"""The mail server: SMTP_URL as an address, and one message handed over.

`smtps://user:password@host` speaks TLS from the first byte; `smtp://…` upgrades by STARTTLS where it is offered,
and insists on it when there is a password to protect. `?tls=require|never` says otherwise, `?cafile=PATH` names
whom to trust beside the system's authorities.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from app.config import ConfigError

TIMEOUT_SECONDS = 10
PORTS = {"implicit": 465, "require": 587, "offer": 25, "never": 25}
Tls = Literal["implicit", "require", "offer", "never"]


class Refused(Exception):
    """The server will never take this mail; `code` is its answer, without words that may name people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Delayed(Exception):
    """Not taken now: the server is away, busy, or set up wrongly."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed over, and how the way there is protected."""

    host: str
    port: int
    user: str
    password: str
    tls: Tls
    cafile: str | None


def server(url: str) -> Server:
    """The server of an SMTP_URL. Raises ConfigError for one that makes no sense."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ConfigError("SMTP_URL must look like smtp://user:password@host:587")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    asked = options.get("tls")
    if asked not in (None, "require", "never"):
        raise ConfigError("SMTP_URL: tls is require or never")
    tls: Tls = "offer"
    if parts.scheme == "smtps":
        tls = "implicit"
    elif asked in ("require", "never"):
        tls = "require" if asked == "require" else "never"
    elif password:
        tls = "require"
    return Server(parts.hostname, parts.port or PORTS[tls], user, password, tls, options.get("cafile"))


def deliver(message: EmailMessage, to: Server) -> None:
    """Hand a mail over. Raises Refused when it will never be taken, Delayed when it may be later."""
    try:
        with _connect(to) as connection:
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        raise _verdict(min((code for code, _words in error.recipients.values()), default=0)) from None
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _verdict(error.smtp_code) from None
    except smtplib.SMTPNotSupportedError:
        raise Delayed("unsupported") from None
    except smtplib.SMTPResponseException as error:
        raise Delayed(str(error.smtp_code)) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Delayed(type(error).__name__) from None


def _connect(to: Server) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=to.cafile)
    if to.tls == "implicit":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            to.host, to.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT_SECONDS)
        connection.ehlo()
        if to.tls == "require" or (to.tls == "offer" and connection.has_extn("starttls")):
            connection.starttls(context=context)
    if to.user:
        connection.login(to.user, to.password)
    return connection


def _verdict(code: int) -> Exception:
    return Refused(str(code)) if 500 <= code < 600 else Delayed(str(code))
