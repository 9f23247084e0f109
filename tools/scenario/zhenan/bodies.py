"""The 140 units of the county: departments as any county has them, institutions, and invented firms."""

from collections.abc import Iterator

from tools.scenario.registers import VALID_FROM
from tools.scenario.zhenan.places import COUNTY

ROOT = "work-committee"
LINE = "organs"
_DEPARTMENTS = """
县委办公室 纪委监委 县委网信办 县委宣传部 县委统战部 县委政法委 县委编办 县委巡察办 县委党校 县委老干部局
县委史志办 人大办公室 政府办公室 政协办公室 人民法院 人民检察院 发展和改革局 教育体育局 科技和工业信息化局 公安局 民政局
司法局 财政局 人力资源和社会保障局 自然资源局 生态环境分局 住房和城乡建设局 交通运输局 水利局
农业农村局 林业局 文化和旅游局
卫生健康局 退役军人事务局 应急管理局 审计局 市场监督管理局 统计局 扶贫开发局 信访局 医疗保障局 行政审批服务局
城市管理局 经济贸易局 招商服务中心 机关事务服务中心 总工会 团县委 妇女联合会 科学技术协会 工商业联合会 残疾人联合会
红十字会 文学艺术界联合会 供销合作社联合社 档案馆 税务局 气象局 烟草专卖局 消防救援大队 公安局交警大队 武装部
"""
_INSTITUTIONS = """
疾病预防控制中心 妇幼保健计划生育服务中心 县医院 中医医院 卫生健康综合监督执法大队 镇安中学 第二中学 职业高级中学
城关小学 第二小学 新城小学 幼儿园 教师进修学校 图书馆 文化馆 博物馆 融媒体中心 汉剧团 体育中心 就业服务中心
养老保险经办中心 医疗保险经办中心 不动产登记中心 土地收购储备中心 住房公积金管理部 房产服务中心 园林绿化服务中心
环境卫生服务中心 自来水服务中心 污水处理服务中心 公路管理段 农村公路管理站 道路运输服务中心 水土保持站 河道管理站
农业技术推广站 畜牧兽医中心 动物疫病预防控制中心 茶叶站 蚕桑站 板栗研究所 中药材产业中心 林业站 国有林场 森林公安分局
扶贫信息中心 数据信息中心 政务大厅服务中心 公共资源交易中心 福利院 救助站 殡葬管理所 婚姻登记处 敬老院管理中心
"""
_FIRMS = """
栗乡客运 云镇供电 秦翠燃气 绿源供热 秦岭电信服务 通达邮政速递 广联网络 丰栗食品 锦绣丝业 青铜矿业 木王旅游 惠民超市
云岭药业 永乐建材 塔云茶业 安泰银行 信合银行 众康保险 兴农担保 城投建设 和顺石油销售 秦盛印刷 长丰农资 月河水电
"""


def units() -> tuple[tuple[str, str, str], ...]:
    """Return the 140 units: code, name and kind."""
    named = [
        *((_full(word), "department") for word in _DEPARTMENTS.split()),
        *((f"镇安县{word}".replace("县县", "县"), "institution") for word in _INSTITUTIONS.split()),
        *((f"镇安县{word}有限公司", "enterprise") for word in _FIRMS.split()),
    ]
    return tuple((f"unit-{number:03d}", name, kind) for number, (name, kind) in enumerate(named, start=1))


def body_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``bodies.csv``: the organisation department answers for the line of the county's units."""
    yield ROOT, "中共镇安县委组织部", "县委组织部", "committee", COUNTY, LINE
    for code, name, kind in units():
        yield code, name, short(name), kind, COUNTY, LINE


def position_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``positions.csv``."""
    yield LINE, ROOT, "", VALID_FROM, ""
    for code, _name, _kind in units():
        yield LINE, code, ROOT, VALID_FROM, ""


def short(name: str) -> str:
    """Return the name as colleagues in the county say it."""
    return name.removeprefix("中共").replace("镇安县", "县", 1).removesuffix("有限公司")


def _full(word: str) -> str:
    if word.startswith("县委"):
        return f"中共镇安{word}"
    return "共青团镇安县委员会" if word == "团县委" else f"镇安县{word}"
