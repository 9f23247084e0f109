"""What groups say besides a form's fields: none, zero, as yesterday, of another day, all of them, words of no weight.

Regular expressions over plain text (``plain``); ``tokens`` puts them together in one pattern, the first that fits wins.
"""

from fangxian.lines.reports.relay.rules.numerals import ABOUT_AFTER, ABOUT_BEFORE, CHINESE, DIGITS

FILL = """
    还有 总共 报平安 请确认 确认 请回复 回复 请核对 请核实
    今日 今天 本日 当日 今早 今晚 目前 当前 现在 截至 截止 我单位 本单位 我局 我委 我办 我行 我司 单位 本周
    返程人员 返乡人员 返程 返岗 人员 员工 职工 干部 人数 总数 总人数 数量 情况 数据 收到 谢谢
    辛苦了 辛苦 报告 上报 汇报 报送 日报 如下 以上 无误 请查收 请审阅 请知悉 领导 大家 各位 早上好
    上午好 下午好 晚上好 您好 你好 其中 共计 合计 一共 总共 增加 达到 已经 其他人 均已 补充 我们 我这边 各项 回来
    说明一下 一下 应该 应改 特此 完毕 以此为准 为准 请以 已报 填报 好的 按时 接龙 应 改 为 是 有 共
    计 达 已 的 了 仍 还 就 中 现 在 及 另 由 到 来 新 各 呢 啊 哈 吧 仅
    刚 只 累 请 含 正确 之前 刚才 刚刚 前 后 等 数
"""
"""Words that say nothing by themselves; a number beside them alone is not understood."""
TODAY = ("今日", "今天", "本日", "当日", "今早", "今晚", "目前", "当前", "现在")
CALM = (
    r"无(?:其他)?异常(?:情况)?|(?:身体(?:状况)?|体温|一切|情况|人员)?(?:均|都|全部|皆)?(?:良好|正常|健康)"
    r"|(?:较|比|对比)(?:昨日|昨天|前一日|前一天|上日)"
)
"""That all are well, and with which day one compares: neither is a number of the form."""
NONE = "没有发现|未发现|没有|没(?![登报到])|尚无|暂无|并无|未有|均无|无一|无|未(?![知核定报])"
ZERO = (
    r"零报告|0\s*报告|“零”报告|\"零\"报告|零申报|无(?:任何)?(?:需)?(?:要)?(?:上报|报告)(?:事项|内容)?|今日无$"
)
CAME = "返程|返乡|返岗|返回|回来|到达"
NONE_CAME = (
    rf"(?:没有|没|无|暂无|未有)(?:任何)?(?:人员?(?:{CAME})|(?:新)?(?:{CAME})(?:的)?(?:人员?)?)"
    r"(?=\s*(?:$|[;,。!()\n]|零报告))"
)
SAME = (
    r"(?:数据|情况)?(?:与|同|和|跟|如)(?:昨日|昨天|前一日|前一天|上日|上一日|昨)(?:数据|情况)?(?:相同|一致|一样|持平)?"
    r"|(?:较|比)(?:昨日|昨天|前一日|前一天|上日)(?:数据)?(?:持平|无变化|没有变化|没变化|无增减|不变)"
    r"|(?:维持|沿用|延续)(?:昨日|昨天|前一日|上日)(?:数据|情况)?"
)
UNCHANGED = (
    "(?:数据|情况|总数)?(?:无|没有|没|未有)(?:任何)?(?:变化|变动|增减)"
    "|(?:数据|情况|人数)?(?:维持)?(?:不变|未变|没变|没动|不动|照旧|一样|同前|同刚才)"
)
PERIOD = r"(?:昨日|昨天|前一日|前一天)[^;,\n]{0,6}?(?:至|到|[-—~])\s*(?:今日|今天|当日|目前|现在)"
"""From yesterday's hour to today's: that is the day reported."""
PAST = "昨日|昨天|前日|前天|上日|上周|前一日|前一天|明天|明日|明早|明晚|后天|后日|下周|预计|计划|拟|即将|将于|将有|准备"
"""Of another day: what a clause says after it is not of this report (昨日新增1, 预计明天返程3人)."""
UNSURE = (
    "可能|好像|大概|估计|待核实|待核|核实|待定|不确定|不清楚|不详|没统计|未统计"
    "|是不是|(?<=[\\d人])还是(?=\\s*\\d)|吗|是否"
)
"""A clause with one of these asks or doubts, and so states nothing."""
EXCEPT = "除了|除[^;,\\n]{1,24}?(?:之外|以外|外)"
CAUGHT_UP = (
    rf"(?:未|没)[^;,\d]{{0,6}}的\s*(?:那|这)?\s*(?:{DIGITS}|{CHINESE})\s*[人名位个]"
    r"(?![^;,]*(?:督促|通知|催|要求|安排|联系|提醒|预约|准备|正在|明))"
    r"[^;,\d]{0,8}?(?:已|都|均|全)[^;,\d]{0,8}?(?:登记|报到|报备|双报|补报)(?:完毕|完|了)?(?!\s*\d)"
)
"""So many had not yet, and by now they have (未登记的2人已到社区登记): that is no number of today."""
HOUSEHOLDS = rf"(?:{DIGITS}|{CHINESE})\s*(?:户|家庭)[,、共]?\s*(?=(?:\d+|{CHINESE})\s*[人名])"
"""So many households of so many persons (1户3人): the persons are counted."""
ODD = (
    rf"(?:{ABOUT_BEFORE})\s*(?:{DIGITS}|{CHINESE})|(?:\d+|{CHINESE})\s*(?:{ABOUT_AFTER})(?=[人例名个])"
    r"|\d+\s*[-~—到至]\s*\d+(?=\s*[人例名个])|若干|多人|数人|几人|部分|些许"
)
"""Numbers that are none: about so many, more than so many, from so many to so many."""
MEASURED = rf"(?:{DIGITS}|{CHINESE})\s*(?:天|℃|°C?|度|小时|分钟|岁|周|月|公里|楼|层|栋|单元|点|年级|年)"
"""Days, degrees, ages: no number of anything that is reported."""
ALL = "全部|全体|所有|均|都|皆|全"
DONE = r"(?:已经|已|都|均|全部|完成|到|去|在|向)*"
EVERY = (
    rf"(?:{ALL})(?:的?人员?)?{DONE}(?:社区|村里|村)?{DONE}(?:{{verbs}})(?:完毕|完成|过了|过|了)?(?![数人率])"
)
"""All of them have done what a field counts as not done (均已登记): none is left."""
