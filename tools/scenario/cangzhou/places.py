"""The territory of the scenario: a city, its counties, 78 urban communities and 674 villages by their codes."""

from functools import cache
from pathlib import Path

from tools.scenario.registers import Place

CITY = "1309"
UPPER = (("13", "河北省", "province", ""), (CITY, "沧州市", "city", "13"))
COUNTIES = """
130902新华区 130903运河区 130921沧县 130922青县 130923东光县 130924海兴县 130925盐山县 130926肃宁县 130927南皮县
130928吴桥县 130929献县 130930孟村回族自治县 130981泊头市 130982任丘市 130983黄骅市 130984河间市
"""
_URBAN = """
130902001建设北街街道 001建北 002院东 012站西 013古楼 014北环中路 015维康 016石化新村 017颐和博园 018丽水
130902002车站街道 004欣怡 007沧运 008荷花池 009站东 010南门里
130902003南大街街道 001建新街 008民族路 009小树林 010祁孟庄 011欣欣家园 012泰和 013志强路
130902004东环中街街道 001新兴 004利农 008蔡御 009南环东路 011县直 012新开路 013广厦 014百合 015御宇 016世纪城 017荣兴 018熙园 019兴元
130902005道东街道 004铁路北村 014化建 015永济东路 016铁路三角线 018铁路新村 019华油 020千童北大道 021益民
130903001水月寺街街道 007大化 009一中前街 010红卫街 011北门街 012四合街 014光明街 015北环桥 016金庄 017恒大城 018公园街 019玉兰湾
130903003南湖街道 003民主 007南湖 008花园 009南川楼 010菜市口 011行署西街 012康居园 013赵庄西街 014孔雀城 015化工厂 016晴川路 017世纪府邸
130903004市场街道 007市场街 008顺河 009文庙 010新桥街 011西环中街 012解放西路 013钟楼街 014御河 015南新村 016机床厂 017迎宾路
130903002南环中路街道 025棉纺 029学府
"""  # noqa: E501 - a street to a line
_VILLAGES = Path(__file__).with_name("villages.txt")


@cache
def counties() -> tuple[Place, ...]:
    """Return the 16 counties, districts and county-level cities."""
    return tuple(Place(word[:6], word[6:], "county", CITY) for word in COUNTIES.split())


@cache
def communities() -> tuple[Place, ...]:
    """Return the 78 communities of the city's two districts."""
    return tuple(
        Place(head[:9] + word[:3], f"{word[3:]}社区", "community", head[:9])
        for head, *words in map(str.split, _URBAN.strip().splitlines())
        for word in words
    )


@cache
def villages() -> tuple[Place, ...]:
    """Return the 674 villages to which first secretaries were sent."""
    return tuple(
        Place(county[:6] + town[:3] + word[:3], f"{word[3:]}村", "community", county[:6] + town[:3])
        for county, town, *words in _rural()
        for word in words
    )


def towns() -> tuple[Place, ...]:
    """Return the streets of the communities and the townships of the villages."""
    urban = [line.split()[0] for line in _URBAN.strip().splitlines()]
    rural = [(county[:6] + town[:3], town[3:]) for county, town, *_ in _rural()]
    named = [*((head[:9], head[9:]) for head in urban), *rural]
    return tuple(Place(code, name, "street", code[:6]) for code, name in named)


def places() -> list[Place]:
    """Return every place of the scenario, those above before those below."""
    upper = [Place(code, name, kind, parent) for code, name, kind, parent in UPPER]
    return [*upper, *counties(), *towns(), *communities(), *villages()]


@cache
def _rural() -> tuple[list[str], ...]:
    """Read the villages: county, township and the villages' codes and names, a township to a line."""
    return tuple(line.split() for line in _VILLAGES.read_text(encoding="utf-8").splitlines())
