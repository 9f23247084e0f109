"""Every address and API operation of the site, with the permissions that open it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from fangxian.trees.people.access import OPEN, SIGNED_IN, declared

API = "api/v1/"


@dataclass(frozen=True)
class Door:
    """An address with its method and the permissions of which one opens it."""

    route: str
    method: str
    permissions: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.route.startswith(API)

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def url(self, values: dict[str, Any]) -> str:
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.route)
        asked = {name: values[name] for name in ("measure", "reference") if name in values}
        return f"{path}?{urlencode(asked)}" if asked else path

    def knock(self, client: Client, values: dict[str, Any]) -> Any:
        """Ask for the address; a page that is only posted to is posted to."""
        client.raise_request_exception = False
        method = self.method.lower()
        told = {} if method == "get" else {"content_type": "application/json"}
        answer: Any = getattr(client, method)(self.url(values), **told)
        if answer.status_code == 405 and not self.is_api:
            answer = client.post(self.url(values))
        return answer


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def operations() -> Iterator[Door]:
    """Yield each API operation with what it requires."""
    api = import_string("fangxian.command.api.api")
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            route = API + f"{prefix}{path}".lstrip("/").replace("{", "<").replace("}", ">")
            for operation in view.operations:
                permissions = {
                    code
                    for callback in operation.auth_callbacks
                    for code in getattr(callback, "permission", ())
                }
                yield from (Door(route, method, tuple(permissions)) for method in operation.methods)


def doors() -> list[Door]:
    pages = [
        Door(route, "GET", declared(pattern.callback))
        for route, pattern in patterns(get_resolver())
        if not route.startswith(API)
    ]
    return [*pages, *operations()]


def guarded() -> list[Door]:
    return [door for door in doors() if not {OPEN, SIGNED_IN} & set(door.permissions)]
