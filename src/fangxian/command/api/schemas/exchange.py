"""Data value sets and their metadata, as DHIS2 reads them."""

import datetime
from typing import Any

from ninja import Schema

from fangxian.command.api.schemas.common import example


class DataValue(Schema):
    """What one body stated in one field for one period."""

    dataElement: str  # noqa: N815
    period: str
    orgUnit: str  # noqa: N815
    value: str
    lastUpdated: datetime.datetime  # noqa: N815

    model_config = example(
        dataElement="daily-returnees.new_arrivals", period="20200210", orgUnit="example-bureau", value="0",
        lastUpdated="2020-02-10T01:12:00.000+0000",
    )  # fmt: skip


class DataValueSet(Schema):
    """Everything that was filed on a form, by code."""

    idScheme: str  # noqa: N815
    dataSetIdScheme: str  # noqa: N815
    dataElementIdScheme: str  # noqa: N815
    orgUnitIdScheme: str  # noqa: N815
    dataSet: str  # noqa: N815
    dataValues: list[DataValue]  # noqa: N815

    model_config = example(
        idScheme="CODE", dataSetIdScheme="CODE", dataElementIdScheme="CODE", orgUnitIdScheme="CODE",
        dataSet="daily-returnees",
        dataValues=[
            {"dataElement": "daily-returnees.new_arrivals", "period": "20200210", "orgUnit": "example-bureau",
             "value": "0", "lastUpdated": "2020-02-10T01:12:00.000+0000"}
        ],
    )  # fmt: skip


class Metadata(Schema):
    """A form as a data set with its elements and organisation units."""

    optionSets: list[dict[str, Any]]  # noqa: N815
    options: list[dict[str, Any]]
    dataElements: list[dict[str, Any]]  # noqa: N815
    organisationUnits: list[dict[str, Any]]  # noqa: N815
    dataSets: list[dict[str, Any]]  # noqa: N815

    model_config = example(
        optionSets=[], options=[],
        dataElements=[{"code": "daily-returnees.new_arrivals", "name": "返程人员日报：新增", "valueType": "INTEGER"}],
        organisationUnits=[{"code": "example-bureau", "name": "示例局"}],
        dataSets=[{"code": "daily-returnees", "name": "返程人员日报", "periodType": "Daily"}],
    )  # fmt: skip
