"""What labels of forms look like: units in brackets, cut-off hours, signatures, gaps in a line (pure)."""

import re
import unicodedata
from collections.abc import Sequence

from fangxian.mechanisms.imports.text import fold

UNITS: dict[str, tuple[str, int]] = {
    "人": ("人", 1), "名": ("人", 1), "人次": ("人", 1), "万人": ("人", 10_000),
    "个": ("个", 1), "家": ("个", 1), "户": ("户", 1), "件": ("件", 1), "份": ("份", 1), "次": ("次", 1),
    "元": ("元", 1), "千元": ("元", 1_000), "万元": ("元", 10_000), "亿元": ("元", 100_000_000),
    "%": ("%", 1), "例": ("例", 1), "公斤": ("公斤", 1), "吨": ("公斤", 1_000), "斤": ("斤", 1),
    "只": ("只", 1), "套": ("套", 1), "辆": ("辆", 1), "天": ("天", 1), "℃": ("℃", 1), "箱": ("箱", 1),
    "副": ("副", 1), "双": ("双", 1), "桶": ("桶", 1), "升": ("升", 1),
}  # fmt: skip
"""Units as forms write them → the unit and how many of it one is."""

_UNIT_WORD = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_BRACKETED = re.compile(rf"[(\[【]\s*(?:单位[::]\s*)?({_UNIT_WORD})\s*[)\]】]")
_NOTE = re.compile(r"\([^()]*\)")
_ENUMERATION = re.compile(r"^(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、..]\s*)+(?!\d)")
_OF_THEM = re.compile(r"^(?:[##*·\-—]\s*)?(?:在?其中|内含|内)\s*[::,]?\s*")
_CUT_OFF = re.compile(
    r"截[至止]到?[^,。;()]{0,24}?(上午|下午|晚上?|中午|零)?\s*(\d{1,2})?\s*[时時点點:]\s*(\d{2}|半)?"
)
_DEFAULT_UNIT = re.compile(rf"(?:计量|数量)?单位\s*[::]\s*({_UNIT_WORD})(?![、,\w])")
_COUNTED = re.compile(
    r"(?:(人员?总?数|人次|人员)|(?:单位|部门|企业|机构|社区|街道|乡镇|学校)[个家]?总?数|家数|(?:的|有.{1,8}的?)(?:单位|部门|企业))$"
)
_INCLUDED = ("含", "包括", "包含")
_ALTERNATIVES = {"来", "返", "回", "岗", "乡", "程", "工", "入", "抵"}
_LEVELS = tuple(
    map(re.compile, (r"(?:第?[一二三四五六七八九十]{1,3}(?:部分)?[、..:]|第[一二三四五六七八九十\d]{1,3}部分)",
                     r"\([一二三四五六七八九十]{1,3}\)", r"\d{1,2}[、.](?!\d)", r"\(\d{1,2}\)"))
)  # fmt: skip
_ATTACHMENT = re.compile(r"附(?:件|表)?\s*[\d一二三四五六七八九十]*(?:[-—]\d+)?\s*:?")
_STATEMENT = re.compile(
    r"\(?\s*(?:截[至止]|统计(?:口径|时间|截)|(?:计量|数量)?单位\s*:|填报|报送|请于|每日|每天|此表|本表|表号)"
)
_NOTES = re.compile(
    r"(?:指标)?(?:口径|解释|释义|含义)|(?:统计|指标|填报)(?:口径|说明|要求|解释)|说明|要求|数据来源|责任(?:部门|单位|领导|人)|填报依据"
)
_FORM_LABEL = re.compile(
    r"(?:填报|填表|报送|上报|制表|报告|统计|截[至止])?(?:单位|部门|社区|街道|地区|人|员|日期|时间)(?:名称|全称)?"
    r"|(?:填报人|联系人?)?(?:电话|手机号?码?|联系方式)|联系人|联络员|负责人|经办人|审核人|签发人|.{0,4}负责人"
)
_TOPICAL = (
    "情况", "工作", "统计", "落实", "管理", "监测", "监管", "管控", "排查", "措施", "状况", "状态", "动态", "类",
    "方面", "信息", "结果", "进展", "防控", "核实", "核查", "登记",
)  # fmt: skip
_SEQUENCE = {"序号", "序", "编号", "no", "项次", "顺序号", "行次", "代码", "指标代码", "行号", "栏次"}
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|全(?:市|县|区|省|街道|系统)(?:合计|总计)|总数")
_SIGNED = re.compile(r"签字|签名|签章|审核|审批|负责人|领导|盖章")
_REMARK = re.compile(r"^(?:备注|注|说明|填表说明|填报说明|要求|注意事项|★|※)\s*\d?\s*[::.、]|^(?:★|※)")
_EXAMPLE = re.compile(r"^\(?(?:示例|样例|范例|填写示例|举例|例)\)?[::]?")
_TERRITORY = re.compile(
    r"(?:(?:各|所属|所在)?(?:省|市|州|县|区域?|旗|街道|乡|镇|社区|村|地区|辖区|单位|部门)(?:名称)?[、/及和]*)+"
)
_FIGURE = re.compile(rf"[\d,.]+\s*(?:{_UNIT_WORD})?")
_STRUCK = {"/", "\\", "-", "--", "—", "——", "×", "x", "*", "…"}


def tidy(text: str) -> str:
    """Return a label in half width on one line, without the spaces that set it apart."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff(])", "", re.sub(r"\s+", " ", plain)).strip()


def shown(text: str) -> str:
    """Return a label as it is written, on one line."""
    return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff（(])", "", re.sub(r"\s+", " ", text)).strip()


def unit_in(label: str) -> str:
    """Return the unit that a label states in brackets, or nothing."""
    found = _BRACKETED.search(tidy(label))
    return found[1] if found else ""


def plain(label: str) -> str:
    """Return a label without its unit, remarks in brackets, its number and 其中."""
    text = _BRACKETED.sub("", tidy(label))
    return _OF_THEM.sub("", _ENUMERATION.sub("", _NOTE.sub("", text))).strip(" :")


def bracketed(label: str) -> str:
    """Return what stands in brackets in a label, without a unit, what it only includes (含湖北), or 返（来）."""
    notes = (found.strip("() ") for found in _NOTE.findall(_BRACKETED.sub("", tidy(label))))
    return " ".join(note for note in notes if not note.startswith(_INCLUDED) and note not in _ALTERNATIVES)


def counted(path: Sequence[str]) -> str:
    """Return what labels say that they count, the innermost first: 人 (…人数), 个 (…单位数), or nothing."""
    for label in reversed(path):
        text = plain(label)
        if found := _COUNTED.search(text):
            return "人" if found[1] else "个"
    return ""


def is_part(label: str) -> bool:
    """Tell whether a label names a part of what stands before it (其中：…)."""
    return bool(_OF_THEM.match(_ENUMERATION.sub("", tidy(label))))


def level(text: str) -> int:
    """Return how deep a numbered line or label stands: 一、 is 1, （一） 2, 1. 3, (1) or ① 4; 0 without a number."""
    plain_text = tidy(text)
    return next((depth for depth, mark in enumerate(_LEVELS, start=1) if mark.match(plain_text)), 0)


def is_attachment(text: str) -> bool:
    """Tell whether a line only numbers an attachment: 附件1, 附表一：."""
    return bool(_ATTACHMENT.fullmatch(text))


def is_statement(text: str) -> bool:
    """Tell whether a line says until when or in which unit the form counts."""
    return bool(_STATEMENT.match(text))


def cut_off_in(text: str) -> int | None:
    """Return the hour of 截至18时, 截止下午6点, 截至18:30 as minutes of the day, or None."""
    found = _CUT_OFF.search(tidy(text))
    if found is None or (found[2] is None and found[1] != "零"):
        return None
    hour = int(found[2] or 0)
    hour += 12 if found[1] in {"下午", "晚", "晚上"} and hour < 12 else 0
    minute = 30 if found[3] == "半" else int(found[3] or 0)
    return hour * 60 + minute if hour <= 24 and minute < 60 else None


def default_unit_in(text: str) -> str:
    """Return the unit that holds for the whole sheet (单位：人), if it names just one."""
    found = _DEFAULT_UNIT.search(tidy(text))
    return found[1] if found else ""


def is_sequence(label: str) -> bool:
    """Tell whether a column only numbers the rows."""
    return fold(label) in _SEQUENCE


def is_form_label(label: str) -> bool:
    """Tell whether a label asks who fills the form in, or when."""
    return bool(_FORM_LABEL.fullmatch(plain(label)))


def is_note(label: str) -> bool:
    """Tell whether a column explains the figures beside it."""
    return bool(_NOTES.fullmatch(plain(label)))


def is_topical(label: str) -> bool:
    """Tell whether a label names what others below or beside it are about: …情况, …工作."""
    return plain(label).endswith(_TOPICAL) or plain(label) == "健康"


def is_total(label: str) -> bool:
    """Tell whether a row or column adds the others up."""
    return bool(_TOTAL.fullmatch(plain(label)))


def is_signed(label: str) -> bool:
    """Tell whether a person has to sign there."""
    return bool(_SIGNED.search(label))


def is_remark(text: str) -> bool:
    """Tell whether a line explains the form, or shows an example."""
    plain_text = tidy(text)
    return bool(_REMARK.match(plain_text) or _EXAMPLE.match(plain_text)) or len(plain_text) > 60


def is_struck(text: str) -> bool:
    """Tell whether a cell is struck out: nothing belongs there."""
    return tidy(text).lower() in _STRUCK


def is_territory(heading: str) -> bool:
    """Tell whether a column is headed as one of places or units: 县（市、区）, 单位名称."""
    return bool(_TERRITORY.fullmatch(re.sub(r"[()]", "", tidy(heading))))


def is_figure(text: str) -> bool:
    """Tell whether a text is a figure that was filled in before: 69.3%."""
    return bool(_FIGURE.fullmatch(tidy(text)))


def is_numbering(texts: list[str]) -> bool:
    """Recognise the line that numbers the columns: 1 2 3 …, or 甲 乙 1 2 …."""
    stated = [text.strip("()[] ") for text in texts if text]
    numbers = [int(text) for text in stated if text.isdecimal() and len(text) <= 2]
    letters = [text for text in stated if text in list("甲乙丙丁戊己ABCDEFGHabcdefgh")]
    if len(stated) < 3 or len(numbers) + len(letters) < len(stated) or not numbers:
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)
