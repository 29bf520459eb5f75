#!/usr/bin/python3 -I
"""database-login: succeeds when this node can log in to the writer and to a reader as its app does: name, password, TLS, the way there.
The certificate is verified against the cluster's CA; its name is that of the cluster, not of this node's loopback."""
import os

import pymysql

for role in ("WRITER", "READER"):
    pymysql.connect(
        host=os.environ["DATABASE_%s_HOST" % role], port=int(os.environ["DATABASE_%s_PORT" % role]),
        user=os.environ["DATABASE_USER"], password=os.environ["DATABASE_PASSWORD"], database=os.environ["DATABASE_NAME"],
        ssl={"ca": os.environ["DATABASE_CA"], "check_hostname": False}, connect_timeout=5, read_timeout=5).close()
