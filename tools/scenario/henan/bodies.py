"""The organs of the province, one hospital under its health commission; the names are those of the source."""

from collections.abc import Iterator

from tools.scenario.registers import VALID_FROM, Place

ROOT, LINE = "work-committee", "organs"
PROVINCE = Place("41", "河南省", "province", "")
HEALTH, HOSPITAL, CUSTOMS, TRANSPORT = "health-commission", "hospital-3", "customs", "transport"
BODIES = (
    ("party-office", "中共河南省委办公厅", "省委办公厅", "department", ROOT),
    ("government-office", "河南省人民政府办公厅", "省政府办公厅", "department", ROOT),
    ("discipline", "河南省纪委监委机关", "省纪委监委", "department", ROOT),
    ("organisation", "中共河南省委组织部", "省委组织部", "department", ROOT),
    ("internet", "中共河南省委网信办", "省委网信办", "department", ROOT),
    ("development", "河南省发展和改革委员会", "省发改委", "department", ROOT),
    ("education", "河南省教育厅", "省教育厅", "department", ROOT),
    ("public-security", "河南省公安厅", "省公安厅", "department", ROOT),
    (TRANSPORT, "河南省交通运输厅", "省交通运输厅", "department", ROOT),
    ("commerce", "河南省商务厅", "省商务厅", "department", ROOT),
    (HEALTH, "河南省卫生健康委员会", "省卫健委", "department", ROOT),
    ("emergency", "河南省应急管理厅", "省应急管理厅", "department", ROOT),
    ("market", "河南省市场监督管理局", "省市场监管局", "department", ROOT),
    ("insurance", "河南省医疗保障局", "省医保局", "department", ROOT),
    ("affairs", "河南省机关事务管理局", "省事管局", "department", ROOT),
    (CUSTOMS, "郑州海关", "郑州海关", "department", ROOT),
    (HOSPITAL, "河南省直第三人民医院", "省直第三人民医院", "institution", HEALTH),
)


def body_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``bodies.csv``."""
    yield ROOT, "中共河南省委直属机关工作委员会", "省直机关工委", "committee", PROVINCE.code, LINE
    for code, name, short, kind, _parent in BODIES:
        yield code, name, short, kind, PROVINCE.code, LINE


def position_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``positions.csv``; the hospital stands under the health commission."""
    yield LINE, ROOT, "", VALID_FROM, ""
    for code, _name, _short, _kind, parent in BODIES:
        yield LINE, code, parent, VALID_FROM, ""
