"""Credentials: put into a request right before it is sent, and out of what is told of it."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from monitor.errors import FetchError
from monitor.manners import Auth
from monitor.model import Document, NotModified, Problem, Request

Secret = Callable[[str], str]  # `env:NAME` or `file:PATH` -> value; KeyError when unset


def signed(request: Request, auth: Auth, secret: Secret) -> tuple[Request, Mapping[str, str]]:
    """Add credentials: to the URL those for the query, the others as headers of their own.

    Raises FetchError when a secret is gone since the source file was read.
    """
    try:
        known = {ref: secret(ref) for ref in auth.refs}
    except KeyError as error:
        raise FetchError("401", f"{error.args[0]} is not set") from None
    headers = {name: known[ref] for name, ref in auth.header.items()}
    if auth.bearer:
        headers["Authorization"] = f"Bearer {known[auth.bearer]}"
    if auth.basic:
        pair = ":".join(known[ref] for ref in auth.basic).encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    if auth.query:
        added = urlencode({name: known[ref] for name, ref in auth.query.items()})
        joint = "&" if urlsplit(request.url).query else "?"
        request = replace(request, url=f"{request.url}{joint}{added}")
    return request, headers


def shown_as(
    url: str, got: Document | NotModified | Problem, *, sent: str
) -> Document | NotModified | Problem:
    """Give what came as if it had been asked for without the secrets in its query."""
    if sent == url:
        return got
    secrets = sent[len(url) + 1 :]

    def clean(text: str) -> str:
        return text.replace(sent, url).replace(secrets, "...")

    hops = tuple(hop._replace(url=clean(hop.url)) for hop in got.hops)
    if isinstance(got, NotModified):
        return replace(got, hops=hops)
    if isinstance(got, Document):
        return replace(got, url=clean(got.url), hops=hops)
    return replace(got, detail=clean(got.detail), sample=clean(got.sample), hops=hops)
