import pytest
from tests.test_scenarios_of_people import SCENARIOS, replayed, replaying
pytestmark = pytest.mark.django_db(databases=["default", "audit"])
def test_it(django_db_blocker):
    with replaying(django_db_blocker):
        told = replayed(SCENARIOS/"cangzhou-2020", ("unit-08",))
    print(told.refused); print({k:v for k,v in told.figures.items() if k.startswith(("checkin","pairing","teams.comm"))}); print(told.bulletin)
