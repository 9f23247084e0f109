"""Every refusal as a problem document (RFC 9457): type, title, status, detail, and errors by field."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from fangxian.core.errors import Refusal
from fangxian.mechanisms.imports.codes import SheetError

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:problem-type:fangxian:"
KINDS = {
    400: "malformed", 401: "sign-in", 403: "forbidden", 404: "missing", 409: "conflict", 410: "erased",
    413: "too-large", 422: "invalid", 429: "too-many",
}  # fmt: skip


def problem(
    status: int,
    detail: object,
    errors: Mapping[str, object] | None = None,
    retry_after: int = 0,
    **more: object,
) -> HttpResponse:
    """Return a problem document; ``errors`` maps each field's name to a sentence, ``retry_after`` is in seconds."""
    body: dict[str, Any] = {
        "type": TYPE + KINDS[status] if status in KINDS else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail),
        **more,
    }
    if errors:
        body["errors"] = {name: str(sentence) for name, sentence in errors.items()}
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if retry_after:
        headers["Retry-After"] = str(retry_after)
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=headers)


def answer_problems(api: NinjaAPI) -> None:
    """Answer every refusal of an API by a problem document; what else goes wrong is left to Django."""
    handlers: dict[type[Exception], Any] = {
        Refusal: _refusal,
        SheetError: _sheet,
        ValidationError: _validation,
        AuthenticationError: _unknown_caller,
        Throttled: _too_many,
        HttpError: _http,
        Http404: _nowhere,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    errors = getattr(refusal, "errors", None)
    detail = _("Some fields are wrong: nothing was written.") if errors else refusal.message
    told = {name: str(value) for name in ("code", "entry") if (value := getattr(refusal, name, None))}
    return problem(refusal.status, detail, errors, retry_after=getattr(refusal, "retry_after", 0), **told)


def _sheet(request: HttpRequest, error: SheetError) -> HttpResponse:
    found = error.problem
    return problem(422, found.sentence, {"file": found.sentence}, code=found.code.value)


def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = {_field(found["loc"]): found["msg"] for found in error.errors}
    return problem(422, _("The request does not have the form that is described."), errors)


def _field(location: Sequence[str | int]) -> str:
    """Name a field without the part of the request that holds it: ``person.name``, ``cursor``."""
    names = [str(part) for part in location]
    return ".".join(names[2:] or names[1:] or names)


def _unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, _("Send a valid token, or sign in."))


def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(429, _("Too many requests in this minute: send the next when it is over."))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, error.message)


def _nowhere(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, _("There is no such address."))
