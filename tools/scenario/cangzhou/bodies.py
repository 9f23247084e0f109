"""The 57 units of the city that are paired with communities, named as any prefecture city's departments are."""

from collections.abc import Iterator

from tools.scenario.cangzhou.places import CITY
from tools.scenario.registers import VALID_FROM

ROOT, LINE = "work-committee", "organs"
_UNITS = """
中共沧州市委办公室 沧州市纪委监委机关 中共沧州市委宣传部 中共沧州市委统战部 中共沧州市委政法委 中共沧州市委编办
中共沧州市委巡察办 中共沧州市委党校 中共沧州市委网信办 中共沧州市委老干部局 沧州市档案馆 沧州市人大常委会机关
沧州市人民政府办公室 沧州市政协机关 沧州市中级人民法院 沧州市人民检察院 沧州市发展和改革委员会 沧州市教育局
沧州市科学技术局 沧州市工业和信息化局 沧州市公安局 沧州市民政局 沧州市司法局 沧州市财政局
沧州市人力资源和社会保障局 沧州市自然资源和规划局 沧州市生态环境局 沧州市住房和城乡建设局 沧州市城市管理综合行政执法局
沧州市交通运输局 沧州市水务局 沧州市农业农村局 沧州市林业局 沧州市商务局 沧州市文化广电和旅游局
沧州市卫生健康委员会 沧州市退役军人事务局 沧州市应急管理局 沧州市审计局 沧州市国有资产监督管理委员会
沧州市市场监督管理局 沧州市体育局 沧州市统计局 沧州市医疗保障局 沧州市行政审批局 沧州市信访局
沧州市地方金融监督管理局 沧州市扶贫开发办公室 沧州市人民防空办公室 沧州市机关事务管理局 沧州市供销合作社联合社
沧州市总工会 共青团沧州市委员会 沧州市妇女联合会 沧州市科学技术协会 沧州市残疾人联合会 沧州市住房公积金管理中心
"""


def units() -> tuple[tuple[str, str], ...]:
    """Return the units: code and name."""
    return tuple((f"unit-{number:02d}", name) for number, name in enumerate(_UNITS.split(), start=1))


def short(name: str) -> str:
    """Return the name as colleagues in the city say it."""
    return name.removeprefix("中共").removeprefix("共青团").replace("沧州市", "市", 1)


def body_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``bodies.csv``: the organisation department answers for the line of the city's units."""
    yield ROOT, "中共沧州市委组织部", "市委组织部", "committee", CITY, LINE
    for code, name in units():
        yield code, name, short(name), "department", CITY, LINE


def position_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``positions.csv``."""
    yield LINE, ROOT, "", VALID_FROM, ""
    for code, _name in units():
        yield LINE, code, ROOT, VALID_FROM, ""
