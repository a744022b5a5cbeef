"""A database behind a line that can be cut: a TCP relay that refuses, and hangs up, while it is cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """Relays 127.0.0.1:`port` to the target while it is whole."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = _listen(0)
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._serve()

    def cut(self) -> None:
        """Hang up on everybody and refuse who calls."""
        _close(self._listener)
        for each in self._open:
            _close(each)
        self._open.clear()

    def mend(self) -> None:
        """Take calls again."""
        self._listener = _listen(self.port)
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _listen(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _close(source)
    _close(sink)


@contextmanager
def line(target: int) -> Iterator[Line]:
    """A whole line to a port of this machine; cut at the end."""
    made = Line(target)
    try:
        yield made
    finally:
        made.cut()
