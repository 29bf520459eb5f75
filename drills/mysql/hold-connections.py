"""hold-connections SECONDS: takes connections to the writer until one is refused, holds them, and prints how many it had."""
import os
import sys
import time

import pymysql

held = []
try:
    while True:
        held.append(pymysql.connect(
            host=os.environ["DATABASE_WRITER_HOST"], port=int(os.environ["DATABASE_WRITER_PORT"]),
            user=os.environ["DATABASE_USER"], password=os.environ["DATABASE_PASSWORD"],
            ssl={"ca": os.environ["DATABASE_CA"]}, connect_timeout=5))
except pymysql.err.MySQLError:
    pass
time.sleep(float(sys.argv[1]))
print(len(held))
