"""No test goes to a network, whatever the code under test tries."""
import socket
import urllib.request

import pytest

HERE = ('127.0.0.1', 9)
CALLS = {
    'connect': lambda idle: idle.connect(HERE),
    'listen': lambda idle: idle.bind(HERE),
    'send': lambda idle: idle.sendto(b'', HERE),
    'look up': lambda _: socket.getaddrinfo('localhost', 80),
    'look up, the old way': lambda _: socket.gethostbyname('localhost'),
    'download': lambda _: urllib.request.urlopen('http://127.0.0.1:9')}


@pytest.mark.parametrize('call', CALLS.values(), ids=CALLS)
def test_the_network_is_refused(call):
    """The error is not one that a download expects and lives with."""
    with socket.socket(type=socket.SOCK_DGRAM) as idle, pytest.raises(
            RuntimeError, match='expected no network in a test'):
        call(idle)


def test_sockets_within_the_machine_are_allowed(tmp_path, monkeypatch):
    """Processes of this machine may talk."""
    monkeypatch.chdir(tmp_path)  # a path has 108 bytes at most
    with socket.socket(socket.AF_UNIX) as ear, \
            socket.socket(socket.AF_UNIX) as mouth:
        ear.bind('ear')
        ear.listen()
        mouth.connect('ear')


def test_sockets_are_let_to_who_asks(sockets):
    """A port of this machine that nobody listens at refuses by itself."""
    with socket.socket() as idle:
        idle.bind(('127.0.0.1', 0))
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(idle.getsockname(), 1)
