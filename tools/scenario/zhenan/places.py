"""The territory of the scenario: 15 towns and 154 villages and communities by their codes, 51 invented compounds."""

from functools import cache

from tools.scenario.registers import Place

COUNTY = "611025"
UPPER = (
    ("61", "陕西省", "province", ""),
    ("6110", "商洛市", "city", "61"),
    (COUNTY, "镇安县", "county", "6110"),
)
TOWNS: dict[str, tuple[str, str]] = {
    "001": ("永乐街道", "001新城 002镇城 003青槐 004青河 005王家坪 006北城 200安山 201山海 202金花 203中合 204花甲 "
                    "205孙家砭 206八亩坪 207杏树坡 208庙坡 210木园 211栗园 212锡铜"),
    "101": ("回龙镇", "001回龙 202枣园 210宏丰 213双龙 216万寿 217和坪"),
    "102": ("铁厂镇", "002铁厂 201西沟口 212新声 214新联 215新民 218庄河 222铁铜 223姬家河"),
    "103": ("大坪镇", "200红旗 201庙沟 204园山 208岩屋 209旗帜 213小河子 216芋园 217龙湾 218凤凰 220全胜 224龙池 "
                   "225三义"),
    "104": ("米粮镇", "001白塔 200八一 201丰河 203门里 206水峡 207欢迎 210红卫 211光明 214联盟 217清泉 220月明 221树坪 "
                   "222西河 224江西 225东铺 226清泥 227界河 228莲池"),
    "105": ("茅坪回族镇", "001茅坪 204元坪 205红光 206五星 208峰景 209五福 210腰庄河"),
    "106": ("西口回族镇", "001上河 202石景 205长发 208聂家沟 210农丰 213岭沟 215青树 218东庄 219石门 220宝石"),
    "107": ("高峰镇", "001青山 200两河 204渔坪 208升坪 214银坪 218永丰 219农科 222东岭 223正河 224三台 "
                   "225营胜 226长坡"),
    "108": ("青铜关镇", "200铜关 202青梅 203乡中 206前湾 213冷水河 215营丰 217东坪 219丰收 226月星 229阳山 "
                     "230兴隆 231旬河"),
    "109": ("柴坪镇", "200柴坪 204向阳 206建国 210和睦 213松柏 216金虎 217安坪 218余师 224石湾 226东瓜 227桃园"),
    "110": ("达仁镇", "001狮子口 201丽光 203春光 206农光 209象园 213双河 227玉泉 230枫坪"),
    "111": ("木王镇", "200坪胜 205月坪 210长坪 213栗扎坪 216朝阳 217桂林 218平安 219米粮寺"),
    "113": ("云盖寺镇", "001云镇 002花园 209西华 212东洞 217金钟 219黑窑沟 220西洞"),
    "114": ("庙沟镇", "200三联 201五一 202五四 206中坪 208双喜 212蒿坪 215东沟"),
    "117": ("月河镇", "200菩萨殿 201先进 202川河 203西川 204八盘 207黄土岭 211先锋 212益兴 213罗家营 215太白庙"),
}  # fmt: skip
"""Towns by the last digits of their codes, with their villages; two communities of the division are left out."""
URBAN = "001"
COMPOUNDS = (10, 9, 9, 8, 8, 7)
"""How many compounds each of the six urban communities has; 51 together."""
_FIRST = "永安 文苑 滨河 兴隆 锦绣 惠民 春晖 栗乡 绿海 秀屏"
_SECOND = "小区 花园 家园 苑 新村 佳苑"


@cache
def towns() -> tuple[Place, ...]:
    """Return the 15 towns."""
    return tuple(_town(code, name) for code, (name, _) in TOWNS.items())


@cache
def communities() -> tuple[Place, ...]:
    """Return the 154 villages and communities in the order of their codes."""
    return tuple(
        Place(f"{COUNTY}{town}{word[:3]}", word[3:] + _ending(word), "community", COUNTY + town)
        for town, (_, words) in TOWNS.items()
        for word in words.split()
    )


def urban() -> tuple[Place, ...]:
    """Return the six communities of the county's seat."""
    return communities()[: len(COMPOUNDS)]


@cache
def compounds() -> tuple[Place, ...]:
    """Return the compounds of the urban communities; no two are called alike."""
    names = [first + second for second in _SECOND.split() for first in _FIRST.split()]
    found: list[Place] = []
    for community, count in zip(urban(), COMPOUNDS, strict=True):
        for number in range(1, count + 1):
            code = f"{community.code}000{number:03d}"
            found.append(Place(code, names[len(found)], "compound", community.code))
    return tuple(found)


def town_of(community: Place) -> str:
    """Return the name of the town in which a village or community lies."""
    return TOWNS[community.code[6:9]][0]


def places() -> list[Place]:
    """Return every place of the scenario, those above before those below."""
    upper = [Place(code, name, kind, parent) for code, name, kind, parent in UPPER]
    return [*upper, *towns(), *communities(), *compounds()]


def _town(code: str, name: str) -> Place:
    return Place(COUNTY + code, name, "street", COUNTY)


def _ending(word: str) -> str:
    """Communities have codes below 200, villages from 200."""
    return "社区" if word[:3] < "200" else "村"
