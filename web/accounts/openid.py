"""An OpenID provider (OpenID Connect Core 1.0, code flow with PKCE): where to send people, and who they are there."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agenda.errors import AgendaError, InvalidInput, Problem
from web.settings import ONLY_KNOWN

if TYPE_CHECKING:
    from datetime import datetime

    from authlib.integrations.httpx_client import AsyncOAuth2Client
    from joserfc.jwk import KeySet

    from web.settings import Settings

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""How an ID token may be signed: by keys that only the provider has, and never by none."""
SCOPE = "openid email profile"
KEPT_SECONDS = 3_600
NEW_KEYS_AFTER = 60
"""How soon the provider is asked for keys again because a token names one that is not known."""
TIMEOUT_SECONDS = 10
LEEWAY_SECONDS = 60


class ProviderAway(AgendaError):
    """The provider cannot be reached, or answers what cannot be understood."""


class ProviderRefused(AgendaError):
    """The provider did not say who somebody is in a way that can be trusted."""


@dataclass(frozen=True)
class Attempt:
    """One way to the provider and back: secrets that its answer must fit, and the page to go on to."""

    state: str
    nonce: str
    verifier: str
    next: str


@dataclass(frozen=True)
class Subject:
    """Who somebody is at the provider; the address is one that it has verified."""

    issuer: str
    id: str
    email: str
    name: str


def require_installed(settings: Settings) -> None:
    """Raises InvalidInput where a provider is named and what speaks with it is not installed."""
    if settings.oidc_issuer and find_spec("authlib") is None:
        message = "logging in there needs more packages; install them with pip install 'plenary-agenda[oidc]'"
        raise InvalidInput([Problem("PLENARY_OIDC_ISSUER", message)])


class Provider:
    """The provider of the settings; what it says about itself is asked for once an hour."""

    def __init__(self, settings: Settings) -> None:
        require_installed(settings)
        self.issuer, self.client_id = settings.oidc_issuer, settings.oidc_client_id
        self.secret = settings.read_client_secret()
        self.role = None if settings.oidc_role == ONLY_KNOWN else settings.oidc_role
        self.redirect_uri = f"{settings.url}/login/oidc/callback"
        self._metadata: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._metadata_at = self._keys_at = -float(KEPT_SECONDS)

    async def address(self, attempt: Attempt) -> str:
        """Where the browser is sent to log in (§3.1.2.1); raises ProviderAway."""
        metadata = await self._described()
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(address)

    async def subject(self, code: str, attempt: Attempt, *, now: datetime) -> Subject:
        """Who the code stands for; raises ProviderAway or ProviderRefused."""
        token = await self._token(code, attempt)
        claims = await self._claims(token["id_token"], attempt, now=now)
        if "email" not in claims:
            claims |= await self._user_info(token, claims["sub"])
        email, is_verified = claims.get("email"), claims.get("email_verified")
        if not isinstance(email, str) or (is_verified is not True and is_verified != "true"):
            raise ProviderRefused("the provider has not verified the e-mail address")
        name = claims.get("name")
        return Subject(self.issuer, claims["sub"], email, name if isinstance(name, str) else "")

    def _client(self) -> AsyncOAuth2Client:
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        methods = self._metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        by_post = self.secret and "client_secret_basic" not in methods and "client_secret_post" in methods
        return AsyncOAuth2Client(
            client_id=self.client_id,
            client_secret=self.secret or None,
            token_endpoint_auth_method="client_secret_post" if by_post else None,
            redirect_uri=self.redirect_uri,
            scope=SCOPE,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    async def _described(self) -> dict[str, Any]:
        """What the provider says about itself (OpenID Connect Discovery 1.0 §4)."""
        if monotonic() - self._metadata_at > KEPT_SECONDS:
            found = await self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise ProviderAway(f"{self.issuer} says that it is {found.get('issuer')!r:.200}")
            for key in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not self._is_safe(found.get(key)):
                    raise ProviderAway(f"{self.issuer} names no {key} that is as safe as itself")
            self._metadata, self._metadata_at = found, monotonic()
        return self._metadata

    def _is_safe(self, address: object) -> bool:
        """Whether an address is under https, or under http where the issuer is, which is then on this machine."""
        schemes = {"https", urlsplit(self.issuer).scheme}
        return isinstance(address, str) and urlsplit(address).scheme in schemes

    async def _get(self, address: str, **headers: str) -> dict[str, Any]:
        import httpx2

        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                answer = await client.get(address, headers=headers)
            found = answer.json() if answer.status_code == 200 else None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise ProviderAway(f"{address} cannot be read: {type(error).__name__}") from None
        if not isinstance(found, dict):
            raise ProviderAway(f"{address} answers {answer.status_code} and no JSON object")
        return found

    async def _token(self, code: str, attempt: Attempt) -> dict[str, Any]:
        """What the provider gives for a code (§3.1.3)."""
        import httpx2
        from authlib.common.errors import AuthlibBaseError

        metadata = await self._described()
        try:
            async with self._client() as client:
                token = await client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=attempt.verifier)
        except AuthlibBaseError as error:
            raise ProviderRefused(f"the provider takes the code for nothing: {error.error!r:.100}") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderAway(f"{metadata['token_endpoint']} cannot be read: {type(error).__name__}") from None
        if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
            raise ProviderRefused("the provider gives no ID token")
        return token

    async def _claims(self, id_token: str, attempt: Attempt, *, now: datetime) -> dict[str, Any]:
        """What an ID token says, its signature and claims found right (§3.1.3.7)."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )
        try:
            token = jwt.decode(id_token, await self._key_set(id_token), algorithms=ALGORITHMS)
            rules.validate(token.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderRefused(f"the ID token is not right: {str(error)[:200]}") from None
        claims = dict(token.claims)
        party = claims.get("azp", self.client_id if claims["aud"] in (self.client_id, [self.client_id]) else None)
        if party != self.client_id:
            raise ProviderRefused("the ID token is for another party")
        if not isinstance(claims["sub"], str) or not 1 <= len(claims["sub"]) <= 255:
            raise ProviderRefused("the ID token names nobody")
        return claims

    async def _key_set(self, id_token: str) -> KeySet:
        """The provider's keys, asked for again where the token names one that is not among them."""
        from joserfc.jwk import KeySet
        from joserfc.jws import extract_compact

        named = extract_compact(id_token.encode()).headers().get("kid")
        known = {key.get("kid") for key in self._keys.get("keys", ())}
        age = monotonic() - self._keys_at
        if age > KEPT_SECONDS or (named not in known and age > NEW_KEYS_AFTER):
            metadata = await self._described()
            self._keys, self._keys_at = await self._get(metadata["jwks_uri"]), monotonic()
        return KeySet.import_key_set(self._keys)  # type: ignore[arg-type]

    async def _user_info(self, token: dict[str, Any], subject: str) -> dict[str, Any]:
        """More about somebody, where the ID token names no address (§5.3)."""
        address = self._metadata.get("userinfo_endpoint")
        if not self._is_safe(address) or not isinstance(token.get("access_token"), str):
            return {}
        found = await self._get(str(address), authorization=f"Bearer {token['access_token']}")
        if found.get("sub") != subject:
            raise ProviderRefused("the provider speaks of somebody else")
        return {key: found[key] for key in ("email", "email_verified", "name") if key in found}
