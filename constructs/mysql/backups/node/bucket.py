"""Objects in the bucket, by rclone; compressed by zstd and encrypted by age on their way. No secret is on a command line.

Everything lies under PREFIX/TIMELINE/: a restore of the whole cluster begins a new timeline, so that what it has undone and what comes after it never mix.
"""
import contextlib
import datetime
import hashlib
import json
import os
import subprocess
import tempfile

SETTINGS = "/etc/mysql-backup/settings.json"
KEY = "/etc/mysql-backup/key"
FIRST = "initial"  # the timeline that begins with the cluster
PIECE = 1 << 20


class Failed(Exception):
    """What went wrong, and what to do about it."""


def stamp(seconds):
    """20261124T232354Z: as it stands in names, in the order of time."""
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")


class Bucket:
    def __init__(self, settings):
        self.settings = settings
        self.root = "store:%s/%s" % (settings["bucket"], settings["prefix"])
        self.timeline = None
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
            "RCLONE_CONFIG": "/dev/null",
            "RCLONE_CONFIG_STORE_TYPE": "s3",
            # Its manners are everybody's: the bucket in the path, where rclone's "DigitalOcean" puts it into the host name, which not every endpoint has.
            "RCLONE_CONFIG_STORE_PROVIDER": "Minio",
            "RCLONE_CONFIG_STORE_ENDPOINT": settings["endpoint"],
            "RCLONE_CONFIG_STORE_REGION": settings["region"],
            "RCLONE_CONFIG_STORE_ACCESS_KEY_ID": settings["access_key_id"],
            "RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY": settings["secret_access_key"],
            "RCLONE_CONFIG_STORE_ACL": "private",
            "RCLONE_CONFIG_STORE_NO_CHECK_BUCKET": "true",
        }

    def rclone(self, *arguments, data=None):
        ended = subprocess.run(["rclone", "-q", *arguments], input=data, capture_output=True, env=self.environment)
        if ended.returncode != 0:
            raise Failed("the bucket %s at %s: %s" % (self.settings["bucket"], self.settings["endpoint"], last_line(ended.stderr)))
        return ended.stdout

    # ---- timelines

    def timelines(self):
        """Names, oldest first; the last one is the cluster's."""
        return [FIRST] + sorted(one["name"].removesuffix(".json") for one in self.objects("", "timelines"))

    def open(self, timeline=None):
        self.timeline = timeline or self.timelines()[-1]
        return self

    def begin_timeline(self, name, why):
        self.rclone("rcat", "%s/timelines/%s.json" % (self.root, name), data=json.dumps(why).encode())
        self.timeline = name

    # ---- objects of the timeline

    def path(self, name):
        return "%s/%s/%s" % (self.root, self.timeline, name)

    def objects(self, timeline, directory):
        """[{"name", "size", "modified"}], names from below `timeline`."""
        found = json.loads(self.rclone("lsjson", "-R", "--files-only", "--no-mimetype", "%s/%s%s" % (self.root, timeline and timeline + "/", directory)))
        prefix = directory + "/" if timeline else ""
        return [{"name": prefix + one["Path"], "size": one["Size"], "modified": seconds(one["ModTime"])} for one in found]

    def list(self, directory):
        return self.objects(self.timeline, directory)

    def read_json(self, name):
        data = self.rclone("cat", self.path(name))
        try:
            return json.loads(data)
        except ValueError:
            raise Failed("%s is missing or damaged" % self.path(name)) from None

    def write_json(self, name, value):
        self.rclone("rcat", self.path(name), data=json.dumps(value, indent=1).encode())

    def delete(self, names):
        if names:
            self.rclone("delete", "--files-from-raw", "-", "%s/%s" % (self.root, self.timeline), data="".join(name + "\n" for name in names).encode())

    def bases(self):
        """What the manifests say, oldest first."""
        names = sorted(one["name"] for one in self.list("bases") if one["name"].endswith(".json"))
        return [dict(self.read_json(name), manifest=name) for name in names]

    # ---- encrypted content

    def upload(self, name, source, chunk_mib=8):
        """Compresses and encrypts what the command `source` prints. Gives the object's size and hash. Nothing is stored when a part of it fails."""
        recipients = [word for one in self.settings["recipients"] for word in ("-r", one)]
        with contextlib.ExitStack() as processes:
            first = start(processes, source)
            packed = start(processes, ["zstd", "-q", "-3", "-c"], first.stdout)
            sealed = start(processes, ["age", "--encrypt", *recipients], packed.stdout)
            store = start(processes, ["rclone", "-q", "rcat", "--s3-chunk-size", "%dM" % chunk_mib, self.path(name)], subprocess.PIPE, env=self.environment)
            try:
                size, digest = pump(sealed.stdout, store.stdin)
            except BrokenPipeError:
                finish(("storing " + self.path(name), store))
            # Before rclone knows that this was all.
            finish(("reading", first), ("zstd", packed), ("age", sealed))
            store.stdin.close()
            finish(("storing " + self.path(name), store))
        return size, digest

    def download(self, name, sink, digest=None):
        """Decrypts and unpacks an object into the standard input of the command `sink`."""
        with contextlib.ExitStack() as processes:
            fetch = start(processes, ["rclone", "-q", "cat", self.path(name)], env=self.environment)
            opened = start(processes, ["age", "--decrypt", "-i", KEY], subprocess.PIPE)
            unpacked = start(processes, ["zstd", "-q", "-d", "-c"], opened.stdout)
            end = start(processes, sink, unpacked.stdout, stdout=subprocess.DEVNULL)
            found = None
            try:
                found = pump(fetch.stdout, opened.stdin)[1]
                opened.stdin.close()
            except BrokenPipeError:
                fetch.kill()
            finish(("fetching " + self.path(name), fetch), (self.path(name) + " is missing or damaged", opened),
                   (self.path(name) + " is damaged", unpacked), ("unpacking " + self.path(name), end))
            if digest and found != digest:
                raise Failed("%s is damaged: its hash is not the one that its manifest names" % self.path(name))


def start(processes, argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=None):
    """A process that does not outlive `processes`. What it complains of is kept in a file: nobody reads it meanwhile."""
    complaints = processes.enter_context(tempfile.TemporaryFile())
    process = subprocess.Popen(argv, stdin=stdin, stdout=stdout, stderr=complaints, env=env)
    process.complaints = complaints
    if stdin not in (subprocess.DEVNULL, subprocess.PIPE):
        stdin.close()

    def end():
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError, AttributeError):
                pipe.close()
    processes.callback(end)
    return process


def pump(source, target):
    size, digest = 0, hashlib.sha256()
    while piece := source.read(PIECE):
        target.write(piece)
        digest.update(piece)
        size += len(piece)
    target.flush()
    return size, digest.hexdigest()


def finish(*named):
    """Of a chain of processes, from its source: what one says that fails. A signal is how the others end then."""
    failed = sorted((process.wait() < 0, i) for i, (_, process) in enumerate(named) if process.wait() != 0)
    if failed:
        name, process = named[failed[0][1]]
        process.complaints.seek(0)
        raise Failed("%s: %s" % (name, last_line(process.complaints.read())))


def last_line(output):
    """What a program said last of what is wrong: rclone goes on with details, age with an address to write to."""
    lines = [line for line in output.decode(errors="replace").splitlines() if line[:1].strip() and not line.startswith("age: report ")]
    return lines[-1].strip() if lines else "ended without a word"


def seconds(text):
    """Of rclone's times, which have nanoseconds."""
    return datetime.datetime.fromisoformat(text[:19] + "+00:00").timestamp()


def load(path=SETTINGS):
    with open(path) as f:
        return json.load(f)
