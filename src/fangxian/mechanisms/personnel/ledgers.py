"""The ledgers of persons, posts and postings (M3, M4, M10)."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.crypto import DataClass
from fangxian.core.errors import Text as Words
from fangxian.mechanisms.ledgers.declaring import Ledger, Side
from fangxian.mechanisms.ledgers.fields import (
    Choice,
    Choices,
    IdNumber,
    Number,
    OnBehalf,
    Personal,
    Phone,
    Reference,
    Since,
    Text,
    Until,
    Where,
)
from fangxian.mechanisms.personnel.coordinates import Coordinates
from fangxian.mechanisms.personnel.knowing import recognise
from fangxian.mechanisms.personnel.models import (
    Fitness,
    Membership,
    Person,
    PersonKind,
    Post,
    Posting,
    PostKind,
    Rank,
    Skill,
)
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind
from fangxian.trees.responses.models import Response

VIEW, ENTER, DISCLOSE, ASSIGN = "personnel.view", "personnel.enter", "personnel.disclose", "personnel.assign"
WORDINGS = {
    Skill.LEAD: ("带班", "组织协调"),
    Skill.MEDICAL: ("医护", "医疗", "护理", "医学"),
    Skill.DRIVING: ("驾驶", "司机", "开车"),
    Skill.DISINFECTION: ("消杀", "消毒"), Skill.COUNSELLING: ("心理疏导", "心理咨询", "心理"),
    Skill.COMPUTING: ("计算机", "电脑", "数据"), Skill.PUBLICITY: ("宣传", "写作", "文字", "摄影"),
    Skill.LANGUAGES: ("外语", "英语", "朝鲜语", "手语"), Skill.REPAIR: ("电工", "维修", "水电"),
}  # fmt: skip
GROUND = (Kind.COUNTY, Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING)
HOMES = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.HOUSEHOLD)


def _posted_here(actor: Actor, response: Response) -> Q:
    """Whoever is posted at one's place can be named there, though his unit keeps his entry."""
    posted = Posting.objects.at().filter(actor.scope(VIEW).place_q(), response=response)
    return Q(entry__in=posted.values("person"))


def _beside(actor: Actor) -> Sequence[tuple[Words, str]]:
    return ((_("Who stands here twice?"), reverse("personnel:duplicates")),) if actor.may(ENTER) else ()


PERSONS = Ledger(
    code="persons",
    title=_("Persons who serve"),
    one=pgettext_lazy("ledger", "person who serves"),
    question=_("Who can be put on duty?"),
    lead=_("Cadres, members, medical staff and volunteers of your units and places, each entered once."),
    empty=_("Enter your people one by one, or send your own sheet: columns are recognised by their names."),
    model=Person,
    view=VIEW,
    enter=ENTER,
    disclose=DISCLOSE,
    named=_posted_here,
    label=("name", "body"),
    key=("name", "id_number", "phone", "body"),
    recognise=recognise,
    beside=_beside,
    fields=(
        Personal(code="name", title=pgettext_lazy("person", "name"), synonyms=("姓名", "人员姓名"), required=True,
                 listed=True, open=True, sought="name_token", length=60),
        OnBehalf(title=_("unit"), synonyms=("单位", "工作单位", "所在单位", "派出单位"), listed=True, narrows=True),
        Choice(code="kind", title=_("capacity"), synonyms=("人员类别", "类别", "身份"), options=PersonKind,
               default=PersonKind.CADRE, listed=True, narrows=True,
               wordings={PersonKind.CADRE: ("干部", "机关干部"), PersonKind.MEDICAL: ("医生", "护士", "医护"),
                         PersonKind.VOLUNTEER: ("志愿者",), PersonKind.POLICE: ("民警", "公安")}),
        Text(code="job", title=_("office or job"), synonyms=("职务", "岗位职务"), listed=True),
        Phone(code="phone", title=_("phone"), synonyms=("联系电话", "手机号", "手机", "电话"), listed=True,
              sought="phone_token"),
        Choices(code="skills", title=_("skills"), synonyms=("特长", "技能"), options=Skill, wordings=WORDINGS,
                narrows=True),
        Choice(code="fitness", title=_("fit for duty"), synonyms=("健康状况", "身体状况"), options=Fitness,
               default=Fitness.FIT, listed=True, narrows=True,
               wordings={Fitness.FIT: ("健康", "良好", "正常", "无"), Fitness.ISOLATED: ("隔离", "居家隔离")}),
        Choice(code="rank", title=_("level of office"), synonyms=("级别", "职级"), options=Rank, folded=True,
               wordings={Rank.DIVISION: ("处级", "县处级"), Rank.SECTION: ("科级", "乡科级")}),
        Choice(code="membership", title=_("party membership"), synonyms=("政治面貌",), options=Membership,
               folded=True, narrows=True,
               wordings={Membership.MEMBER: ("党员", "中共党员"), Membership.NONE: ("群众", "团员")}),
        Where(title=_("community where he lives"), synonyms=("居住社区", "所属社区", "社区"), kinds=HOMES, folded=True,
              narrows=True,
              help=_("Or the household's code: two of one household are then not put on duty at one post.")),
        IdNumber(code="id_number", title=_("ID number"), synonyms=("身份证号", "身份证号码", "身份证"), folded=True,
                 sought="number_token"),
        Personal(code="health_note", title=_("health, as far as it matters for duty"), synonyms=("健康说明",),
                 folded=True, data_class=DataClass.HEALTH, head=0, length=200),
        Since(code="since", title=_("since"), synonyms=("起始日期",), folded=True),
        Until(code="until", title=_("until"), synonyms=("截止日期", "结束日期"), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

POSTS = Ledger(
    code="posts",
    title=_("Posts and checkpoints"),
    one=pgettext_lazy("ledger", "post"),
    question=_("Where are people needed?"),
    lead=_("Checkpoints, gates and other posts, with how many people each needs at a time."),
    empty=_("Enter your posts, or send a sheet with their names, places and numbers of people."),
    model=Post,
    view=VIEW,
    enter=ASSIGN,
    side=Side.PLACE,
    label=("name", "place"),
    key=("name", "place"),
    fields=(
        Text(code="name", title=pgettext_lazy("post", "name"), synonyms=("岗位名称", "卡点名称", "卡口名称", "名称"),
             required=True, listed=True),
        Choice(code="kind", title=pgettext_lazy("post", "kind"), synonyms=("岗位类型", "类型", "类别"),
               options=PostKind, required=True, listed=True, narrows=True,
               wordings={PostKind.ROAD: ("公路卡口", "路口"), PostKind.GATE: ("小区卡口", "小区门岗", "卡点"),
                         PostKind.VILLAGE: ("村口", "村组卡点")}),
        Where(title=_("place"), synonyms=("所在社区", "社区", "街道", "所属社区", "位置"), kinds=GROUND, required=True,
              listed=True, narrows=True),
        Number(code="staff", title=_("people at a time"), synonyms=("每班人数", "需要人数", "人数"), least=1, most=500,
               listed=True),
        OnBehalf(title=_("unit that answers for it"), synonyms=("责任单位", "包保单位"), listed=True, narrows=True),
        Choices(code="skills", title=_("skills needed"), synonyms=("所需技能",), options=Skill, wordings=WORDINGS,
                folded=True),
        Text(code="address", title=_("address"), synonyms=("地址", "具体位置"), folded=True, length=120),
        Coordinates(code="coordinates", title=_("longitude, latitude"), synonyms=("经纬度", "坐标"), folded=True,
                    help=_("In degrees, as a map shows them. Rosters then know how far people have to go.")),
        Text(code="phone", title=_("phone of the post"), synonyms=("岗位电话", "值班电话"), folded=True, length=40),
        Since(code="since", title=_("set up"), synonyms=("设立日期", "设立时间"), folded=True),
        Until(code="until", title=_("closed"), synonyms=("撤销日期", "撤销时间"), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

POSTINGS = Ledger(
    code="postings",
    title=_("Who is posted where"),
    one=pgettext_lazy("ledger", "posting"),
    question=_("Who stands where?"),
    lead=_("Each person's place and post, from day to day, under the command of the place."),
    empty=_("Post people here, or let them be sent down, report in or sign up: each posting then stands here."),
    model=Posting,
    view=VIEW,
    enter=ASSIGN,
    side=Side.PLACE,
    label=("person", "place"),
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员"), to="persons", required=True,
                  listed=True),
        Where(title=_("place"), synonyms=("下沉社区", "社区", "街道", "所在社区"), kinds=GROUND, required=True,
              listed=True, narrows=True),
        Reference(code="post", title=_("post"), synonyms=("岗位", "卡点", "卡口"), to="posts", listed=True,
                  narrows=True),
        Choice(code="source", title=_("how he came"), synonyms=("来源", "方式"), options=Posting.Source,
               default=Posting.Source.SENT, listed=True, narrows=True),
        Choice(code="role", title=_("role"), synonyms=("角色", "担任"), options=Posting.Role,
               default=Posting.Role.MEMBER, listed=True),
        OnBehalf(title=_("home unit"), synonyms=("派出单位", "单位"), narrows=True),
        Since(code="since", title=_("since"), synonyms=("开始日期", "起始日期", "到岗日期"), listed=True),
        Until(code="until", title=_("until"), synonyms=("结束日期", "截止日期"), listed=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip
LEDGERS = (PERSONS, POSTS, POSTINGS)
