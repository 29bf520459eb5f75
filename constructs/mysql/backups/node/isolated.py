"""A MySQL server of its own beside the node's: no network, its own directory and socket, little memory. Restores happen there, never in the node's data."""
import os
import shutil
import subprocess

from bucket import Failed, last_line

DATA = "/srv/mysql"  # on the volume of the node's own data


class Isolated:
    """`name`: drill, or restore. Its unit is mysql-NAME, its directory /srv/mysql/NAME."""

    def __init__(self, name, server_class):
        self.name, self.unit, self.directory = name, "mysql-%s.service" % name, "%s/%s" % (DATA, name)
        self.data, self.logs, self.socket = self.directory + "/data", self.directory + "/binlogs", self.directory + "/mysqld.sock"
        self.server_class = server_class

    def empty(self):
        """Also after an interruption."""
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
        for path in (self.directory, self.data, self.logs):
            os.makedirs(path, mode=0o750)
        subprocess.run(["chown", "mysql:mysql", self.directory], check=True)

    def remove(self):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        subprocess.run(["chown", "-R", "mysql:mysql", self.data], check=True)
        options = {
            "datadir": self.data, "socket": self.socket, "pid-file": self.directory + "/mysqld.pid", "log-error": self.directory + "/error.log",
            "port": "0", "mysqlx": "OFF", "gtid-mode": "ON", "enforce-gtid-consistency": "ON", "plugin-load-add": "auth_socket.so",
            "innodb-buffer-pool-size": "64M", "performance-schema": "OFF", "max-connections": "10", "max-allowed-packet": "1G",
            # As in the cluster's my.cnf, so that a table of such an engine becomes what it became there.
            "disabled-storage-engines": "MyISAM,BLACKHOLE,FEDERATED,ARCHIVE,MEMORY",
            # A clean stop makes it durable; after anything else it is thrown away.
            "innodb-flush-log-at-trx-commit": "0",
        }
        argv = ["systemd-run", "-q", "--unit=" + self.unit, "--collect", "-p", "Type=notify", "-p", "TimeoutStartSec=3600", "-p", "TimeoutStopSec=600",
                "-p", "Nice=10", "-p", "OOMScoreAdjust=500", "/usr/sbin/mysqld", "--no-defaults", "--user=mysql", "--skip-networking", "--skip-log-bin"]
        ended = subprocess.run(argv + ["--%s=%s" % option for option in options.items()], capture_output=True)
        if ended.returncode != 0:
            raise Failed("an isolated server does not start on what was restored: see %s/error.log" % self.directory)

    def stop(self):
        subprocess.run(["systemctl", "stop", self.unit], capture_output=True)

    def running(self):
        return subprocess.run(["systemctl", "is-active", "-q", self.unit]).returncode == 0

    def server(self):
        return self.server_class(self.socket)

    def apply(self, files, only):
        """Applies binary logs, in order: those of their transactions that are in the set `only`."""
        if not files:
            return
        read = subprocess.Popen(["mysqlbinlog", "--no-defaults", "--include-gtids=" + only, *(self.logs + "/" + name for name in files)],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        run = subprocess.Popen(["mysql", "--no-defaults", "--binary-mode", "--max-allowed-packet=1G", "-uroot", "-S", self.socket],
                               stdin=read.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        read.stdout.close()
        complaint = run.communicate()[1]
        if run.returncode != 0:
            raise Failed("applying the binary logs failed: " + last_line(complaint))
        if read.wait() != 0:
            raise Failed("reading the binary logs failed: " + last_line(read.stderr.read()))
