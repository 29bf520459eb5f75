#!/usr/bin/python3
"""dns-challenge present | cleanup: certbot's hooks for the challenge dns-01, in a zone of Cloudflare's.

CERTBOT_DOMAIN, CERTBOT_VALIDATION: from certbot. Settings: /etc/acme/settings.json {api, propagation_seconds}; the API token:
/etc/acme/token, root only. Adds a record of its own and removes that one: other load balancers may be at it, too.
"""
import http.client
import json
import os
import sys
import time
from urllib.parse import quote, urlsplit

DIRECTORY = "/etc/acme"
TTL = 60


class Api:
    def __init__(self, endpoint, token):
        self.endpoint, self.token = urlsplit(endpoint), token

    def call(self, method, path, body=None):
        connect = http.client.HTTPSConnection if self.endpoint.scheme == "https" else http.client.HTTPConnection
        connection = connect(self.endpoint.netloc, timeout=30)
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        try:
            connection.request(method, self.endpoint.path + path, json.dumps(body) if body else None, headers)
            answer = json.load(connection.getresponse())
        finally:
            connection.close()
        if not answer["success"]:
            sys.exit("%s %s: %s" % (method, path.split("?")[0], "; ".join(str(e.get("message")) for e in answer["errors"])))
        return answer["result"]

    def zone_of(self, name):
        """The zone that holds `name`: the longest one that the token may see."""
        labels = name.split(".")
        for start in range(len(labels) - 1):
            zones = self.call("GET", "/zones?name=" + quote(".".join(labels[start:])))
            if zones:
                return zones[0]["id"]
        sys.exit("the token may see no zone of %s" % name)


def main(command, directory=DIRECTORY):
    with open(directory + "/settings.json") as f:
        settings = json.load(f)
    with open(directory + "/token") as f:
        api = Api(settings["api"], f.read().strip())
    domain, value = os.environ["CERTBOT_DOMAIN"], os.environ["CERTBOT_VALIDATION"]
    name = "_acme-challenge." + domain
    records = "/zones/%s/dns_records" % api.zone_of(domain)
    if command == "present":
        api.call("POST", records, {"type": "TXT", "name": name, "content": '"%s"' % value, "ttl": TTL})
        # The authority asks Cloudflare's name servers, all of which have it some seconds later.
        time.sleep(settings["propagation_seconds"])
        return
    for record in api.call("GET", "%s?type=TXT&name=%s" % (records, quote(name))):
        if record["content"].strip('"') == value:
            api.call("DELETE", "%s/%s" % (records, record["id"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
