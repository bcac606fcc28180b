"""Tells systemd how a service does; without systemd it tells nobody."""

import socket
from collections.abc import Mapping


def notify(environ: Mapping[str, str], state: str) -> None:
    """Send *state* such as ``READY=1`` to the socket in ``$NOTIFY_SOCKET``, if there is one."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address[0] == "@":
        # An abstract socket, which systemd writes with @ for the leading NUL.
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        try:
            sender.connect(address)
            sender.sendall(state.encode())
        except OSError:
            # A service manager that went away is no reason to stop working.
            return
