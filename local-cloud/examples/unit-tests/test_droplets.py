"""pytest, or python3 -m unittest: code of yours that calls the API, against droplets on paper. Needs the variables of `npm run -s local -- env`."""

import json
import os
import unittest
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def api(method, path, body=None):
    request = Request(
        os.environ["DIGITALOCEAN_API_URL"] + path,
        method=method,
        headers={
            "Authorization": f"Bearer {os.environ['DIGITALOCEAN_ACCESS_TOKEN']}",
            "Content-Type": "application/json",
        },
        data=None if body is None else json.dumps(body).encode(),
    )
    with urlopen(request) as response:
        return json.loads(response.read() or "null")


class DropletTest(unittest.TestCase):
    def test_a_droplet_is_switched_off(self):
        wanted = {"name": "worker-2", "region": "fra1", "size": "s-1vcpu-1gb", "image": "ubuntu-24-04-x64"}
        path = f"/v2/droplets/{api('POST', '/v2/droplets', wanted)['droplet']['id']}"
        action = api("POST", f"{path}/actions", {"type": "power_off"})["action"]
        while action["status"] == "in-progress":
            action = api("GET", f"/v2/actions/{action['id']}")["action"]
        self.assertEqual(action["status"], "completed")
        self.assertEqual(api("GET", path)["droplet"]["status"], "off")
        api("DELETE", path)

    def test_what_is_not_there_is_refused(self):
        with self.assertRaises(HTTPError) as refused:
            api("GET", "/v2/kubernetes/clusters")
        self.assertEqual(refused.exception.code, 501)
