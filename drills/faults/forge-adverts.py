"""Sends VRRP adverts of priority 255 to the addresses given, as any root in the private network can. Usage: SECONDS ADDRESS...

Run on a node by drills/faults/forged-adverts.ts.
"""
import socket
import struct
import sys
import time

VRRP = 112
VERSION_3_ADVERT, ROUTER_ID, PRIORITY, CENTISECONDS = 0x31, 51, 255, 20
VIRTUAL_ADDRESS = "169.254.51.1"


def own_address(target):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((target, 9))
        return probe.getsockname()[0]


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def advert(source, target):
    def body(check):
        return struct.pack("!BBBBHH4s", VERSION_3_ADVERT, ROUTER_ID, PRIORITY, 1, CENTISECONDS, check, socket.inet_aton(VIRTUAL_ADDRESS))

    pseudo = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack("!BBH", 0, VRRP, len(body(0)))
    return body(checksum(pseudo + body(0)))


def main(seconds, *targets):
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, VRRP) as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255)
        end = time.monotonic() + float(seconds)
        while time.monotonic() < end:
            for target in targets:
                sender.sendto(advert(own_address(target), target), (target, 0))
            time.sleep(0.1)


main(*sys.argv[1:])
