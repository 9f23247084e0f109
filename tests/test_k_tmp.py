from tests.test_permissions_matrix import *
def test_inside(town, client_for):
    client = client_for(town.near); seen=[]
    for door in guarded():
        if not re.search("passenger|imports/mappings", door.route) or "answer" in door.route or door.method=="DELETE": continue
        status = door.knock(client, town.values(door)).status_code
        seen.append((door.route, door.method, status))
    print(seen)
    assert all(s<500 and not (m=="GET" and s in (403,404)) for _r,m,s in seen), seen
    assert len(seen) > 15
