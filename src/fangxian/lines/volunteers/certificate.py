"""A volunteer's certificate of service: who, where, and how many confirmed hours; days where there are none (M4)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid
from fangxian.core.words import day
from fangxian.lines.volunteers.ledgers import VOLUNTEERS
from fangxian.lines.volunteers.models import Volunteer
from fangxian.mechanisms.ledgers.queries import Line, lines
from fangxian.mechanisms.papers import pdf
from fangxian.mechanisms.papers.document import Document, Letterhead, Paragraph, Run
from fangxian.mechanisms.personnel.ledgers import POSTINGS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.personnel.service import hundredths_of

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Service:
    """Where somebody was posted, on how many days up to now, and the hundredths of hours that were confirmed."""

    postings: Sequence[Line]
    days: int
    hundredths: int = 0

    @property
    def length(self) -> str:
        """How long he served: in hours where any were confirmed, else in days; "" before there is any."""
        if self.hundredths:
            return _("%(count)s hours") % {"count": f"{self.hundredths / 100:g}"}
        return (
            ngettext("%(count)s day", "%(count)s days", self.days) % {"count": self.days} if self.days else ""
        )


def shown(served: Service) -> list[tuple[str, str, str]]:
    """Return where, since when and until when somebody serves, as people read it."""
    return [
        (_where(line), line.shown("since"), line.shown("until") or pgettext("until", "now"))
        for line in served.postings
    ]


def service(current: Volunteer) -> Service:
    """Return the postings of a volunteer; days on which several hold count once."""
    person = [current.person] if current.person else []
    rows = Posting.objects.at().filter(response=current.response, person__in=person)
    found = list(rows.order_by("happened_at"))
    hundredths = sum(hundredths_of(current.response, person).values())
    return Service(lines(POSTINGS, current.response, found), len(_days(found)), hundredths)


def certificate(current: Volunteer) -> bytes:
    """Return the certificate as a PDF; raises ``Conflict`` before any service, ``Invalid`` where none can be made."""
    served = service(current)
    if not served.length:
        raise Conflict(_("There is no day of service yet."))
    try:
        return pdf.render(document(current, served))
    except pdf.PdfUnavailableError as error:
        raise Invalid({"pdf": str(error)}) from error


def pdf_file(name: str, content: bytes) -> HttpResponse:
    """Return a PDF to keep, under a name."""
    held = content_disposition_header(True, f"{name}.pdf") or "attachment"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": held})


def document(current: Volunteer, served: Service) -> Document:
    """Return the certificate as a paper."""
    name = lines(VOLUNTEERS, current.response, [current])[0].values["name"]
    response, today = current.response, timezone.localdate(clock.now())
    said = _("%(name)s served as a volunteer in “%(response)s” for %(length)s.") % {
        "name": name, "response": response.name, "length": served.length,
    }  # fmt: skip
    texts = [said, *(_at(line) for line in served.postings), current.thanks]
    issuer = str(getattr(response, "committee", "") or "")
    head = Letterhead(
        issuer=f"{response.mark}{issuer}", number=current.receipt, date=today, as_of=clock.now()
    )
    blocks = tuple(Paragraph((Run(text),)) for text in texts if text)
    return Document(head, (Run(_("Certificate of volunteer service")),), "", blocks)


def _where(line: Line) -> str:
    return " · ".join(text for text in (line.shown("place"), line.shown("post")) if text)


def _at(line: Line) -> str:
    told = {"where": _where(line), "since": day(line.values["since"])}
    if line.values["until"]:
        return _("%(where)s: from %(since)s to %(until)s.") % (told | {"until": day(line.values["until"])})
    return _("%(where)s: since %(since)s.") % told


def _days(postings: Sequence[Posting]) -> set[datetime.date]:
    """Return the days up to today on which any of some postings holds."""
    today = timezone.localdate(clock.now())
    found: set[datetime.date] = set()
    for one in postings:
        first = timezone.localdate(one.happened_at)
        last = (
            timezone.localdate(one.ended_at - datetime.timedelta(microseconds=1)) if one.ended_at else today
        )
        found |= {first + DAY * number for number in range((min(last, today) - first).days + 1)}
    return found
