"""Runs HAProxy and nginx with configurations of one text each, and prints the checks and requests that they make. In a droplet's root."""
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time

received = {}  # port -> the first request


def serve(port):
    server = socket.create_server(("127.0.0.1", port))

    def accept():
        while True:
            client, _ = server.accept()
            client.settimeout(5)
            text = b""
            try:
                while b"\r\n\r\n" not in text:
                    more = client.recv(65536)
                    if not more:
                        break
                    text += more
                received.setdefault(port, text.decode("latin-1"))
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            except OSError:
                pass
            client.close()

    threading.Thread(target=accept, daemon=True).start()


def wait(holds, what):
    end = time.monotonic() + 20
    while not holds():
        if time.monotonic() > end:
            sys.exit("not within 20 s: " + what)
        time.sleep(0.05)


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def get(port, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    return connection.getresponse().read().decode()


def read_haproxy(ports):
    for port in ports:
        serve(port)
    haproxy = subprocess.Popen(["haproxy", "-db", "-f", "/etc/haproxy/texts.cfg"])
    wait(lambda: haproxy.poll() is not None or all(port in received for port in ports), "checks of HAProxy")
    haproxy.kill()
    haproxy.wait()
    return [received[port] for port in ports]


def read_nginx(sites):
    read = []
    for port in (8000, 8001):
        serve(port)
    for site in sites:
        received.clear()
        nginx = subprocess.Popen(["nginx", "-g", "daemon off;", "-c", site["configuration"]])
        try:
            wait(lambda: nginx.poll() is not None or is_open(8080), "nginx listens")
            static = get(8080, site["static"])
            get(8080, "/healthz", site["method"])
            get(8082, site["metrics"])
            read.append({"static": static, "check": received[8000], "metrics": received[8001]})
        finally:
            nginx.terminate()
            nginx.wait()
    return read


work = json.load(open("/work.json"))
os.makedirs("/run/haproxy", exist_ok=True)
print(json.dumps({"haproxy": read_haproxy(work["ports"]), "nginx": read_nginx(work["sites"])}))
