"""Words from which invented persons are made; none stands for a real person."""

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
BIRTH_COUNTIES = ("220602", "220605", "220621", "220622", "220623", "220681", "220502", "220102")
PHONE_PREFIXES = ("142", "154")
"""Mobile series that no operator had put into service in 2020 (m): no subscriber can be meant."""
