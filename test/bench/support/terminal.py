"""A terminal with nobody behind it: runs a command in a pty of a given size and passes bytes both ways.

usage: terminal.py COLUMNS ROWS BYTES_PER_SECOND COMMAND [ARG...]      0 bytes per second = as fast as they come

A slow reader leaves what it has not read yet in the pty itself, which holds a few thousand bytes, so that the command
meets the same resistance as behind a slow line. The first line on stderr is the pid of the command. When stdin ends,
the terminal goes away, as a window that is closed.
"""
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

columns, rows, rate = (int(word) for word in sys.argv[1:4])
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
child = subprocess.Popen(
    sys.argv[4:],
    stdin=slave,
    stdout=slave,
    stderr=slave,
    start_new_session=True,
    preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
)
os.close(slave)
sys.stderr.write("%d\n" % child.pid)
sys.stderr.flush()

TICK = 0.01
allowed = 0.0
last = time.monotonic()
while True:
    now = time.monotonic()
    # A helper that was not given its turn may catch up on a tenth of a second.
    allowed = min(rate / 10, allowed + rate * (now - last))
    last = now
    may_read = rate == 0 or allowed >= 1
    ready = select.select([0, master] if may_read else [0], [], [], 1 if may_read else TICK / 2)[0]
    if master in ready:
        try:
            data = os.read(master, 65536 if rate == 0 else max(1, int(allowed)))
        except OSError:
            break
        allowed -= len(data)
        os.write(1, data)
    if 0 in ready:
        keys = os.read(0, 65536)
        if not keys:
            break
        os.write(master, keys)
os.close(master)
sys.exit(child.wait() % 256)
