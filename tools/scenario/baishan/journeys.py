"""Compounds in which people live, and the cities from which they return."""

from typing import NamedTuple

_COMPOUNDS = (
    "祥和小区 滨江花园 林海家园 松涛苑 望江小区 长山花园 惠民小区 怡景苑 康宁小区 参乡家园 丽景小区 白桦苑"
)
COMPOUNDS = _COMPOUNDS.split()

_ORIGINS = """
2201 吉林省 长春市 客车 60
2205 吉林省 通化市 自驾 20
2207 吉林省 松原市 客车 8
2101 辽宁省 沈阳市 火车 34
2102 辽宁省 大连市 火车 22
2301 黑龙江省 哈尔滨市 火车 20
1100 - 北京市 火车 26
1200 - 天津市 火车 10
3100 - 上海市 飞机 14
5000 - 重庆市 飞机 5
1301 河北省 石家庄市 火车 8
3702 山东省 青岛市 飞机 14
3706 山东省 烟台市 自驾 8
3201 江苏省 南京市 飞机 8
3205 江苏省 苏州市 飞机 6
3301 浙江省 杭州市 飞机 8
4401 广东省 广州市 飞机 7
4403 广东省 深圳市 飞机 8
4602 海南省 三亚市 飞机 12
4601 海南省 海口市 飞机 6
6101 陕西省 西安市 火车 6
5101 四川省 成都市 飞机 5
4101 河南省 郑州市 火车 7
4201 湖北省 武汉市 火车 7
4205 湖北省 宜昌市 火车 3
4211 湖北省 黄冈市 自驾 2
"""


class Origin(NamedTuple):
    """A place from which people return: its city code, province, city, usual transport and weight."""

    code: str
    province: str
    city: str
    transport: str
    weight: int


def _origin(line: str) -> Origin:
    code, province, city, transport, weight = line.split()
    return Origin(code, province.strip("-"), city, transport, int(weight))


ORIGINS = tuple(_origin(line) for line in _ORIGINS.strip().splitlines())
