"""Words from which invented persons, homes and journeys are made; none stands for a real person."""

from typing import NamedTuple

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
MALE_GIVEN = (
    "建 志 国 海 永 春 立 长 东 铁 松 岩 峻 启 承 维",
    "岗 岱 林 山 河 峰 涛 鹏 宇 刚 杰 毅 旭 航 利 岭",
)
FEMALE_GIVEN = (
    "秀 淑 桂 玉 丽 春 雪 晓 佳 思 雅 静 美 凤 冬 兰",
    "梅 芬 琴 云 霞 华 芳 娟 莹 慧 楠 敏 红 娜 颖 荣",
)
SINGLE_GIVEN = ("亮 岭 勇 鑫 晨 阳 斌 凯", "婷 悦 洁 琳 丹 艳 倩 雯")
_COMPOUNDS = (
    "祥和小区 滨江花园 林海家园 松涛苑 望江小区 长山花园 惠民小区 怡景苑 康宁小区 参乡家园 丽景小区 白桦苑"
)
COMPOUNDS = _COMPOUNDS.split()
BIRTH_COUNTIES = ("220602", "220605", "220621", "220622", "220623", "220681", "220502", "220102")
PHONE_PREFIXES = ("142", "154")
"""Mobile series that no operator had put into service in 2020 (m): no subscriber can be meant."""

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
