"""Files that try what must be contained, and the verdicts they may have.

All are files of task 7, whose answer is two numbers. Each tries by the mildest
means: a plain call that must be refused, a signal to itself, a short sleep.
"""
import os
from pathlib import Path

from grader.mistakes import RIGHT
from made_up import stub

PLAIN = '''
import os, platform, time
def others():
    stat = attempt(lambda: open(f'/proc/{os.getppid()}/stat').read())
    return [os.getppid(), *map(int, stat.split()[3:4] if stat else [])]
def attempt(harm):
    try:
        return harm()
    except Exception:
        pass
'''
RIGHT_7 = RIGHT[7]
ROOT = Path(__file__).parents[2]
PORT = 20000 + os.getpid() % 10000  # another for each run of the suite
HOSTILE = {  # name: (source of task 7, verdicts that its checks may have)
    'loops and swallows': ('''
import signal
def early_stopping(cost, opt_cost, threshold, patience, count):
    for name in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(name, signal.SIG_IGN)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
''', 'timeout'),
    'sleeps at import': ('import time\ntime.sleep(20)\n' + RIGHT_7,
                         'timeout'),
    'exits at import': ('import os\nos._exit(0)\n' + RIGHT_7, 'exited'),
    'exits': (RIGHT_7.replace('    if', '    import sys\n    sys.exit()\n'
                              '    if'), 'exited'),
    'raises at exit': ('import atexit\natexit.register(lambda: 1 / 0)\n'
                       + RIGHT_7, 'pass'),
    'ends itself by a signal': (RIGHT_7.replace(
        '    if', '    import os\n    os.kill(os.getpid(), 11)\n    if'),
        'error'),
    'recursion': (RIGHT_7.replace('    if', '    return early_stopping('
                                  'cost, opt_cost, 1, 2, 3)\n    if'),
                  'error'),
    'too much memory': (RIGHT_7.replace(
        '    if', '    bytes(8 << 30)\n    if'), 'memory'),
    'starts a process': (PLAIN + '''
assert attempt(os.fork) is None
''' + RIGHT_7, 'pass'),
    'leaves a thread': ('import threading\nthreading.Thread(target=lambda: '
                        '[0 for _ in iter(int, 1)]).start()\n' + RIGHT_7,
                        'pass'),
    'needs a process': (RIGHT_7.replace(
        '    if', '    import os\n    if not os.fork():\n'
        '        os._exit(0)\n    if'), 'error'),
    'prints': (RIGHT_7.replace('    if', '    print("line\\n" * 250000)\n'
                               '    if'), 'pass'),
    'reads': (RIGHT_7.replace('    if', '    input()\n    if'), 'error'),
    'patches': ('''
import builtins
import numpy as np
np.testing.assert_allclose = np.random.seed = lambda *_, **__: None
builtins.print = builtins.abs = np.abs = lambda *_: 0
def early_stopping(cost, opt_cost, threshold, patience, count):
    return False, 0
''', 'pass wrong'),
    'deletes': (f'''
import glob, os, shutil
for path in ['.', '/tmp', {str(ROOT)!r}]:
    for name in glob.glob(path + '/*') if os.environ.get('HOME') else []:
        try:
            open(name + '/forged', 'w').close()
        except OSError:
            pass
''' + RIGHT_7, 'pass'),
    'moves': ('import os\nos.chdir("/")\nos.environ.clear()\n' + RIGHT_7,
              'pass'),
    'lies': ('''
class Liar:
    def __eq__(self, other):
        return True
    def __array__(self, *_):
        return 1
def early_stopping(cost, opt_cost, threshold, patience, count):
    return Liar()
''', 'wrong'),
    'returns NaN': (stub(7).replace('pass', 'return float("nan"), 1'),
                    'wrong'),
    'returns a string': (stub(7).replace('pass', 'return "(False, 1)"'),
                         'wrong'),
    'returns itself': ('''
def early_stopping(cost, opt_cost, threshold, patience, count):
    pair = []
    pair.append(pair)
    return pair
''', 'error'),
    '10,000 arguments': ('def early_stopping({}):\n    pass\n'.format(
        ', '.join(f'a{i}' for i in range(10000))), 'wrong'),
    'syntax': ('def early_stopping(:\n', 'error'),
    'tabs': ('def f():\n\tif 1:\n        pass\n', 'error'),
    'byte order mark': (b'\xef\xbb\xbf' + RIGHT_7.encode(), 'pass'),
    'Windows lines': (RIGHT_7.replace('\n', '\r\n'), 'pass'),
    'empty': ('', 'missing'),
    'null bytes': (b'\0' * 100, 'error'),
    'a large file': (b'#' * (1 << 20) + b'\n', 'error'),
    'imports solutions': ('from solution import *\nfrom mistakes import RIGHT'
                          '\n', 'error'),
    'raises no text': ('raise ValueError("\\ud800 \\x1b[2J")', 'error'),
    'colliding keys': (stub(7).replace(
        'pass', 'return {k * (2 ** 61 - 1): 0 for k in range(3000)}'),
        'wrong error'),
    'changes modes': (PLAIN + f'''
for place in {str(ROOT)!r}, {str(ROOT / 'tests')!r}:
    attempt(lambda: os.chmod(place, 0o700))
    attempt(lambda: os.utime(place))
    attempt(lambda: os.setxattr(place, 'user.x', b'x'))
''' + RIGHT_7, 'pass'),
    # against what follows the sandbox was once open
    'writes to the server': (PLAIN + r'''
for pid in others():
    for fd in range(10):
        attempt(lambda: open(f'/proc/{pid}/fd/{fd}', 'wb', 0).write(
            b'\0' * 7 + b'\xff'))
''' + RIGHT_7, 'pass'),
    'answers for others': (PLAIN + r'''
tree = b'{"dict": [["value", 5]]}'
for pid in others():
    for fd in range(10):
        for _ in range(2):
            attempt(lambda: open(f'/proc/{pid}/fd/{fd}', 'wb', 0).write(
                len(tree).to_bytes(8, 'big') + tree))
''' + RIGHT_7, 'pass'),
    'limits the server': (PLAIN + '''
import resource
for pid in others():
    assert attempt(lambda: resource.prlimit(
        pid, resource.RLIMIT_NOFILE)) is None
''' + RIGHT_7, 'pass'),
    'signals the server': (PLAIN + '''
for pid in others():
    assert attempt(lambda: os.kill(pid, 0) or 1) is None
''' + RIGHT_7, 'pass'),
    'overwrites the server': (PLAIN + '''
for pid in others():
    assert attempt(lambda: os.open(f'/proc/{pid}/mem', os.O_WRONLY)) is None
''' + RIGHT_7, 'pass'),
    'keeps state in files': (PLAIN + '''
import pathlib
for folder in '/tmp', '/dev/shm', '/var/tmp', '.', '..', '/child':
    path = pathlib.Path(folder, 'state-of-a-submission')
    assert not path.exists()
    attempt(lambda: path.write_text('state'))
''' + RIGHT_7, 'pass'),
    'keeps state in the kernel': (PLAIN + '''
import ctypes
assert ctypes.CDLL(None).shmget(0, 4096, 0o600) < 0
''' + RIGHT_7, 'pass'),
    'a huge integer': (stub(7).replace(
        'pass', 'return (False, 10 ** 4000) if count else (False, 1)'),
        'wrong error'),
    'an array for a boolean': ('import numpy as np\n' + stub(7).replace(
        'pass', 'return (np.array([1, 2]), 1) if count else (False, 1)'),
        'wrong error'),
    'no sense at all': (stub(7).replace(
        'pass', 'return [(), {}, {1: ()}, [[]], (None, {}), b"", set()]'
        '[count % 7]'), 'wrong error'),
    'forges evidence': (PLAIN + r'''
import json, sys
def early_stopping(cost, opt_cost, threshold, patience, count):
    frame = sys._getframe()
    while 'settings' not in frame.f_locals:
        frame = frame.f_back
    seen = {'dict': [[name, {'dict': []}] for name in
                     frame.f_locals['settings']]}
    tree = json.dumps({'dict': [['value', seen]]}).encode()
    for fd in range(1, 64):
        attempt(lambda: os.write(fd, len(tree).to_bytes(8, 'big') + tree))
    os._exit(0)
''', 'error'),
    'forges no evidence': (PLAIN + r'''
tree = b'{"dict": [["value", 5]]}'
for fd in range(1, 64):
    attempt(lambda: os.write(fd, len(tree).to_bytes(8, 'big') + tree))
os._exit(0)
''', 'error wrong missing'),
    'forges a large array': (PLAIN + r'''
tree = b'{"array": ["<U0", [4000000000], false]}'
for fd in range(1, 64):
    attempt(lambda: os.write(fd, len(tree).to_bytes(8, 'big') + tree))
os._exit(0)
''', 'exited'),
    'forges an array for an error': (PLAIN + r'''
tree = (b'{"dict": [["error", {"array": ["|b1", [2], false]}], ["stage", 1], '
        b'["message", ""], ["line", null]]}')
for fd in range(1, 64):
    attempt(lambda: os.write(fd, len(tree).to_bytes(8, 'big') + tree
                             + bytes(2)))
os._exit(0)
''', 'error'),
    'has long names': (stub(7).replace(
        'pass', 'return {"k" * 900000: 1}'), 'wrong'),
    'forges for ever': (PLAIN + r'''
while True:
    for fd in range(1, 64):
        attempt(lambda: os.write(fd, b'\0' * 60000))
''', 'timeout'),
    'raises what raises': ('''
class Bad(Exception):
    def __str__(self):
        raise self
raise Bad
''', 'error exited'),
    'many arrays': ('import numpy as np\n' + stub(7).replace(
        'pass', 'return [np.zeros(0)] * 138000'), 'error'),
    'nested lists': (stub(7).replace(
        'pass', 'return eval("[" * 90 + "]" * 90)'), 'error'),
    'a named pipe': (PLAIN + '''
attempt(lambda: os.mkfifo('answer'))
''' + RIGHT_7, 'pass'),
    'nested folders': (PLAIN + '''
for _ in range(50):
    attempt(lambda: os.mkdir('answer'))
    attempt(lambda: os.chdir('answer'))
''' + RIGHT_7, 'pass'),
    'a name of bytes': (PLAIN + r'''
import ctypes
ctypes.CDLL(None).prctl(15, b'\xff) R 1 (', 0, 0, 0)
assert attempt(os.fork) is None
''' + RIGHT_7, 'pass'),
    'fills the disk': (PLAIN + '''
for k in range(40):
    attempt(lambda: open(f'f{k}', 'wb').write(bytes(1 << 20)))
''' + RIGHT_7, 'error pass'),
    'fills the disk unseen': (PLAIN + '''
held = []
for k in range(40):
    held.append(attempt(lambda: open('f', 'wb', 0)))
    attempt(lambda: held[-1].write(bytes(1 << 20)))
    attempt(lambda: os.remove('f'))
    assert held[-1] is None or os.path.exists('f')
''' + RIGHT_7, 'pass'),
    'locks what others read': (PLAIN + '''
import fcntl
file = open(os.__file__)
assert attempt(lambda: fcntl.flock(file, fcntl.LOCK_EX) or 1) is None
assert attempt(lambda: fcntl.fcntl(file, 1024, fcntl.F_RDLCK)) is None
''' + RIGHT_7, 'pass'),
    'takes all processors': (RIGHT_7.replace('    if', '''
    import hashlib, threading
    threading.stack_size(1 << 16)
    for _ in range(4):
        threading.Thread(target=hashlib.pbkdf2_hmac, args=(
            'sha512', b'', b'', 1 << 24)).start()
    while True: pass
    if'''), 'timeout'),
    'turns its message around': (stub(7).replace(
        'pass', 'raise ValueError("\\u202e thgir\\n\\n  task 7, right")'),
        'error'),
    'asks for hidden memory': (PLAIN + '''
assert attempt(lambda: os.memfd_create('m')) is None
''' + RIGHT_7, 'pass'),
    'starts threads': (PLAIN + '''
import threading
threading.stack_size(1 << 16)
for _ in range(600):
    attempt(threading.Thread(target=time.sleep, args=[20],
                             daemon=True).start)
''' + RIGHT_7, 'pass error memory timeout'),
    'ends its first thread': ('import ctypes, platform, threading, time\n'
                              + RIGHT_7.replace('    if', '''
    threading.Thread(target=time.sleep, args=[20], daemon=True).start()
    ctypes.CDLL(None).syscall(60 if platform.machine() == 'x86_64' else 93, 0)
    if'''), 'timeout'),
    'stops itself': (RIGHT_7.replace('    if', '    import os\n'
                                     '    os.kill(os.getpid(), 19)\n    if'),
                     'timeout'),
    'has a name that keeps a pattern busy': (
        'globals()["module \'tensorflow" * 50000] = print', 'missing'),
    'speaks to services': (PLAIN + '''
import socket
for kind in socket.AF_UNIX, socket.AF_INET, socket.AF_NETLINK:
    assert attempt(lambda: socket.socket(kind, socket.SOCK_DGRAM)) is None
assert attempt(socket.socketpair) is None
''' + RIGHT_7, 'pass')}
