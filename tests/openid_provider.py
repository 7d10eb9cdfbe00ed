"""An OpenID provider on this machine, over real HTTP with real keys, that can be told to misbehave."""

from __future__ import annotations

import time
from base64 import b64decode, urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

import uvicorn
from deadlines import eventually, join
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

CLIENT, SECRET = "plenary", "client:secret/+"
PERSON = {"sub": "7", "email": "ana@example.org", "email_verified": True, "name": "Ana Moreira"}


@dataclass
class Provider:
    """What it answers: `claims` replace those of the ID token (None leaves one out), `info` is its user info."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=lambda: {"sub": PERSON["sub"]})
    described: dict[str, Any] = field(default_factory=dict)
    auth_methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def describe(self, request: Request) -> Response:
        self.asked.append("description")
        own = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")}
        said = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"} | own
        return JSONResponse(said | {"token_endpoint_auth_methods_supported": self.auth_methods} | self.described)

    def keys(self, request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        """Sends the browser back at once: somebody is logged in there."""
        query = dict(request.query_params)
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        answer = urlencode({"code": code, "state": query["state"], "iss": self.issuer})
        return RedirectResponse(f"{query['redirect_uri']}?{answer}", 302)

    async def token(self, request: Request) -> Response:
        fields = dict(await request.form())
        query = self.codes.pop(str(fields.get("code")), None)
        problem = None if query and self._is_client(request, fields) else "invalid_client"
        if query and not problem:
            challenge = urlsafe_b64encode(sha256(str(fields["code_verifier"]).encode()).digest()).decode().rstrip("=")
            is_right = challenge == query["code_challenge"] and fields["redirect_uri"] == query["redirect_uri"]
            problem = None if is_right and query["code_challenge_method"] == "S256" else "invalid_grant"
        if problem or query is None:
            return JSONResponse({"error": problem or "invalid_grant"}, 400)
        return JSONResponse({"access_token": "access", "token_type": "Bearer", "id_token": self.id_token(query)})

    def _is_client(self, request: Request, fields: dict[str, Any]) -> bool:
        if "client_secret_post" in self.auth_methods:
            return (fields.get("client_id"), fields.get("client_secret")) == (CLIENT, SECRET)
        given = b64decode(request.headers.get("authorization", "Basic ").removeprefix("Basic ")).decode()
        name, _, secret = given.partition(":")
        return name == CLIENT and SECRET in {secret, unquote(secret)}

    def id_token(self, query: dict[str, str]) -> str:
        now = int(time.time())
        own = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": query["nonce"]}
        claims = {name: value for name, value in (own | PERSON | self.claims).items() if value is not None}
        key = self.signs_with or self.key
        header = {"alg": self.algorithm, "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def user_info(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer access":
            return JSONResponse({}, 401)
        return JSONResponse(self.info)


@contextmanager
def a_provider() -> Iterator[Provider]:
    """A running provider."""
    provider = Provider()
    routes = [
        Route("/.well-known/openid-configuration", provider.describe),
        Route("/keys", provider.keys),
        Route("/authorization", provider.authorize),
        Route("/token", provider.token, methods=["POST"]),
        Route("/userinfo", provider.user_info),
    ]
    config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        eventually(lambda: server.started, "the provider of log-ins does not answer")
        port = server.servers[0].sockets[0].getsockname()[1]
        provider.issuer = f"http://127.0.0.1:{port}"
        yield provider
    finally:
        server.should_exit = True
        join(thread)
