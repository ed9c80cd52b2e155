"""Files that want to do harm, and the verdicts that their checks may have.

All are files of task 7, whose answer is two numbers.
"""
import os

from grader.mistakes import RIGHT
from grader.submission import ROOT
from grader.test_grading import stub

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
    'sleeps at import': ('import time\ntime.sleep(1000)\n' + RIGHT_7,
                         'timeout'),
    'exits at import': ('import os\nos._exit(0)\n' + RIGHT_7, 'exited'),
    'exits': (RIGHT_7.replace('    if', '    import sys\n    sys.exit()\n'
                              '    if'), 'exited'),
    'raises at exit': ('import atexit\natexit.register(lambda: 1 / 0)\n'
                       + RIGHT_7, 'pass'),
    'segmentation fault': (RIGHT_7.replace(
        '    if', '    import ctypes\n    ctypes.string_at(0)\n    if'),
        'error'),
    'recursion': (RIGHT_7.replace('    if', '    return early_stopping('
                                  'cost, opt_cost, 1, 2, 3)\n    if'),
                  'error'),
    '50 GB': (RIGHT_7.replace('    if', '    b"x" * (50 << 30)\n    if'),
              'memory'),
    'fork bomb': ('import os\nfor _ in range(8):\n    os.fork()\n' + RIGHT_7,
                  'pass error exited timeout'),
    'leaves a thread': ('import threading\nthreading.Thread(target=lambda: '
                        '[0 for _ in iter(int, 1)]).start()\n' + RIGHT_7,
                        'pass'),
    'leaves a process': (RIGHT_7.replace(
        '    if', '    import os, time\n    if not os.fork():\n'
        '        os.setsid()\n        os.fork()\n        time.sleep(1000)\n'
        '    if'), 'error'),
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
    '100 MB': (b'#' * (100 << 20), 'error'),
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
    # what follows has broken the grader, or what ran beside it, before
    'searches memory': (PLAIN + r'''
import ctypes
import re
ctypes.CDLL(None).prctl(4, 1)
def search():
    begin = b'def early_' + b'stopping(cost'
    with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as m:
        for start, end, mode in re.findall(r'(\w+)-(\w+) (\S+)', maps.read()):
            try:
                m.seek(int(start, 16))
                data = m.read(int(end, 16) - int(start, 16))
            except (OSError, ValueError, OverflowError, MemoryError):
                continue
            for text in re.findall(re.escape(begin) + rb'[^\0]*', data):
                names = {}
                try:
                    exec(text, names)
                    return names['early_stopping']
                except Exception:
                    pass
early_stopping = search()
''', 'missing error'),
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
    for kind in resource.RLIMIT_NOFILE, resource.RLIMIT_CPU:
        attempt(lambda: resource.prlimit(pid, kind, (4, 4)))
''' + RIGHT_7, 'pass'),
    'stops the server': (PLAIN + '''
for pid in others():
    for number in 19, 9:
        attempt(lambda: os.kill(pid, number))
''' + RIGHT_7, 'pass'),
    'overwrites the server': (PLAIN + r'''
import re
for pid in others():
    maps = attempt(lambda: open(f'/proc/{pid}/maps').read()) or ''
    for start, end in re.findall(r'(\w+)-(\w+) rw', maps):
        attempt(lambda: os.pwrite(os.open(f'/proc/{pid}/mem', os.O_WRONLY),
                                  bytes(4096), int(start, 16)))
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
libc = ctypes.CDLL(None)
if platform.machine() == 'x86_64':
    assert libc.syscall(250, 10, -4, b'user', b'state', 0) < 0
    libc.syscall(248, b'user', b'state', b'x', 1, -4)
assert libc.shmget(77, 4096, 0o600) < 0
libc.shmget(77, 4096, 0o1600)
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
for _ in range(1500):
    attempt(lambda: os.mkdir('answer'))
    attempt(lambda: os.chdir('answer'))
''' + RIGHT_7, 'pass'),
    'a name of bytes': (PLAIN + r'''
import ctypes
ctypes.CDLL(None).prctl(15, b'\xff) R 1 (', 0, 0, 0)
attempt(lambda: os.fork() or time.sleep(1000))
''' + RIGHT_7, 'pass'),
    'orphans a process': (PLAIN + '''
if attempt(os.fork) == 0:
    if not os.fork():
        time.sleep(1000)
    os.kill(os.getppid(), 9)
    os._exit(0)
''' + RIGHT_7, 'pass'),
    'fills the disk': (PLAIN + '''
for k in range(200):
    attempt(lambda: open(f'f{k}', 'wb').write(bytes(8 << 20)))
''' + RIGHT_7, 'error pass'),
    'fills the disk unseen': (PLAIN + '''
held = []
for k in range(200):
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
    for _ in range(200):
        threading.Thread(target=hashlib.pbkdf2_hmac, args=(
            'sha512', b'', b'', 1 << 30)).start()
    while True: pass
    if'''), 'timeout'),
    'turns its message around': (stub(7).replace(
        'pass', 'raise ValueError("\\u202e thgir\\n\\n  task 7, right")'),
        'error'),
    'fills the memory': (PLAIN + '''
for _ in range(4):
    if attempt(os.fork) == 0:
        held = b'x' * (900 << 20)
        time.sleep(1000)
''' + RIGHT_7, 'pass'),
    'fills hidden memory': (PLAIN + '''
held = [attempt(lambda: os.memfd_create('m')) for _ in range(200)]
for fd in filter(None, held):
    attempt(lambda: os.write(fd, bytes(1 << 20)))
assert not any(held)
''' + RIGHT_7, 'pass'),
    'starts threads': (PLAIN + '''
import threading
threading.stack_size(1 << 16)
for _ in range(5000):
    attempt(threading.Thread(target=time.sleep, args=[1000],
                             daemon=True).start)
''' + RIGHT_7, 'pass error memory timeout'),
    'ends its first thread': ('import ctypes, platform, threading, time\n'
                              + RIGHT_7.replace('    if', '''
    threading.Thread(target=time.sleep, args=[1000], daemon=True).start()
    ctypes.CDLL(None).syscall(60 if platform.machine() == 'x86_64' else 93, 0)
    if'''), 'timeout'),
    'stops itself': (RIGHT_7.replace('    if', '    import os\n'
                                     '    os.kill(os.getpid(), 19)\n    if'),
                     'timeout'),
    'asks in 32 bits': (PLAIN + r'''
import ctypes, mmap
if platform.machine() == 'x86_64':
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(b'\xb8\2\0\0\0\xcd\x80\xc3')  # fork, as of an i386
    assert ctypes.CFUNCTYPE(ctypes.c_int)(
        ctypes.addressof(ctypes.c_char.from_buffer(code)))() < 0
''' + RIGHT_7, 'pass'),
    'takes what the kernel has': (PLAIN + r'''
import ctypes, threading
libc = ctypes.CDLL(None)
assert libc.syscall(444, bytes(8) + b'\3' + bytes(7), 16, 0) < 0
threading.stack_size(1 << 16)
def pipes():
    if libc.syscall(436, 200, 0xFFFFFFFF, 2) == 0:
        for _ in range(60):
            os.write(os.pipe()[1], bytes(4096))
        time.sleep(1)
    else:
        refused.append(1)
refused = []
for _ in range(20):
    threading.Thread(target=pipes, daemon=True).start()
time.sleep(0.2)
assert len(refused) == 20
''' + RIGHT_7, 'pass'),
    'has a name that keeps a pattern busy': (
        'globals()["module \'tensorflow" * 50000] = print', 'missing'),
    'speaks to services': (PLAIN + '''
import socket
for kind in socket.AF_UNIX, socket.AF_INET, socket.AF_NETLINK:
    assert attempt(lambda: socket.socket(kind, socket.SOCK_DGRAM)) is None
assert attempt(socket.socketpair) is None
''' + RIGHT_7, 'pass')}
