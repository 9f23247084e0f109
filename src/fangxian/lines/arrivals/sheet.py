"""The columns of the lists that units and communities send, with the names by which they call them (M5)."""

from django.utils.translation import gettext_lazy as _

from fangxian.lines.arrivals.models import Transport
from fangxian.mechanisms.imports.fields import Field, Kind

PERSON = [
    Field("name", _("name"), ("姓名", "人员姓名", "返程人员姓名"), required=True, personal=True),
    Field("sex", _("sex"), ("性别",), personal=True),
    Field(
        "id_number",
        _("ID number"),
        ("身份证号", "身份证号码", "证件号", "证件号码", "身份证"),
        Kind.ID_NUMBER,
        personal=True,
    ),
    Field(
        "phone",
        _("phone"),
        ("联系电话", "手机号", "手机号码", "电话", "联系方式", "本人电话"),
        Kind.PHONE,
        personal=True,
    ),
    Field(
        "origin",
        _("from where"),
        ("从何处来", "出发地", "来源地", "返程出发地", "途经地", "何地返回", "外出地点", "来自何地"),
    ),
    Field(
        "arrived_at",
        _("arrived"),
        ("到达时间", "返回日期", "返程日期", "返回时间", "到达日期", "抵达时间", "抵达日期", "返程时间"),
        Kind.DATETIME,
        required=True,
    ),
    Field(
        "transport",
        _("transport"),
        ("交通方式", "乘坐交通工具", "交通工具", "返程方式", "乘坐交通"),
        Kind.CHOICE,
        choices={
            Transport.RAIL: ("火车", "铁路", "高铁", "动车", "列车"),
            Transport.AIR: ("飞机", "航空", "航班"),
            Transport.COACH: ("客车", "大巴", "长途客车", "长途汽车", "班车"),
            Transport.CAR: ("自驾", "私家车", "自驾车", "汽车"),
            Transport.FERRY: ("轮渡", "轮船", "船"),
            Transport.OTHER: ("其他", "其它"),
        },
    ),
    Field(
        "trip",
        _("trip or plate"),
        ("车次", "航班", "车次/航班", "车次航班", "车牌号", "班次", "车次（航班）"),
    ),
    Field(
        "address",
        _("address"),
        ("现居住地址", "住址", "居住地址", "现住址", "家庭住址", "详细地址", "居住地", "楼-单元-室"),
        personal=True,
    ),
    Field("place", _("community"), ("所属社区", "社区", "居住社区", "所在社区", "街道社区")),
    Field(
        "kind",
        _("kind of person"),
        ("人员类别", "类别", "人员类型", "身份"),
    ),
    Field(
        "symptoms",
        _("symptoms"),
        ("症状", "有无发热", "有无发热等症状", "有无症状", "健康状况", "身体状况", "是否发热"),
        personal=True,
    ),
    Field(
        "cohabitants",
        _("living together with"),
        ("共同居住人", "共同居住近亲属", "同住人", "同住人员"),
        personal=True,
    ),
    Field("remark", _("remark"), ("备注", "说明"), personal=True),
]
EMPLOYER = Field("employer", _("employer"), ("工作单位", "单位", "所在单位", "单位名称", "工作单位（学校）"))
HEALTHY = {
    "",
    "无",
    "無",
    "正常",
    "否",
    "健康",
    "良好",
    "无症状",
    "无异常",
    "未发热",
    "无发热",
    "没有",
    "—",
    "/",
}
