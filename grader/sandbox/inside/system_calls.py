"""The system calls that a child is refused, by a filter in the kernel.

Landlock holds files that are opened, and TCP. It does not hold the mode,
owner and times of files, other sockets, resource limits of other processes,
memory that outlives a call, or what the kernel keeps for a process beside its
memory. A submission needs none of these, and no process beside its own: so
its memory is that of one process, and nothing is left when that has ended.
Threads are allowed; they have one table of open files.
"""
import ctypes
import errno
import platform
import struct

PROCESSORS = {'x86_64': (0, 0xC000003E), 'aarch64': (1, 0xC00000B7)}
LAST = 462  # of Linux 6.10; later ones are unknown here, as to an old kernel

# name, number on x86_64 and on aarch64
FILES = '''chmod 90 -, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452,
    chown 92 -, fchown 93 55, lchown 94 -, fchownat 260 54, utime 132 -,
    utimes 235 -, futimesat 261 -, utimensat 280 88, setxattr 188 5,
    lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14, lremovexattr 198 15,
    fremovexattr 199 16, mkdir 83 -, mkdirat 258 34, link 86 -, linkat 265 37,
    symlink 88 -, symlinkat 266 36, mknod 133 -, mknodat 259 33,
    unlink 87 -, unlinkat 263 35, rmdir 84 -, rename 82 -, renameat 264 38,
    renameat2 316 276, truncate 76 45, fallocate 285 47, flock 73 32,
    sync 162 81, syncfs 306 267, open_by_handle_at 304 265,
    inotify_add_watch 254 27, fanotify_init 300 262, statmount 457 457,
    listmount 458 458'''
MEMORY = '''memfd_create 319 279, memfd_secret 447 447, shmget 29 194,
    shmat 30 196, shmctl 31 195, semget 64 190, semop 65 193, semctl 66 191,
    semtimedop 220 192, msgget 68 186, msgsnd 69 189, msgrcv 70 188,
    msgctl 71 187, mq_open 240 180, mq_unlink 241 181, add_key 248 217,
    request_key 249 218, keyctl 250 219, io_setup 206 0,
    seccomp 317 277, landlock_create_ruleset 444 444,
    landlock_add_rule 445 445'''
NETWORK = 'socket 41 198, socketpair 53 199, io_uring_setup 425 425'
PROCESSES = '''execve 59 221, execveat 322 281, ptrace 101 117,
    process_vm_readv 310 270, process_vm_writev 311 271,
    process_madvise 440 440, process_mrelease 448 448, kcmp 312 272,
    pidfd_open 434 434, pidfd_getfd 438 438, pidfd_send_signal 424 424,
    tkill 200 130, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240,
    setpriority 141 140, ioprio_set 251 30, sched_setparam 142 118,
    sched_setscheduler 144 119, sched_setattr 314 274, migrate_pages 256 238,
    move_pages 279 239, unshare 272 97, setns 308 268, bpf 321 280,
    perf_event_open 298 241, userfaultfd 323 282, syslog 103 116'''
# clone3 and openat2 have what matters where a filter cannot look
OTHERWISE = {errno.EAGAIN: 'fork 57 -, vfork 58 -',
             errno.ENOTTY: 'ioctl 16 29',
             errno.ENOSYS: 'clone3 435 435, openat2 437 437'}
# refused unless, or if, these bits of an argument have this value: argument,
# bits, value; PID stands for the child's own
PID, ALL = object(), 0xFFFFFFFF
THREAD = 0x10400  # with the same open files, since each table has a limit
UNLESS = {'clone 56 220': (0, THREAD, THREAD),
          'kill 62 129': (0, ALL, PID), 'tgkill 234 131': (0, ALL, PID),
          'prlimit64 302 261': (0, ALL, 0),
          'sched_setaffinity 203 122': (0, ALL, 0)}
# F_SETOWN and F_SETOWN_EX (signals), F_SETLEASE, F_NOTIFY; to read with
# O_TRUNC, O_TMPFILE (a file in no folder, which nobody would count), neither
# to read nor to write (3, of which Landlock sees nothing, with O_TRUNC as
# well before its version 3); a table of open files for one thread alone; to
# live longer than the server (PR_SET_PDEATHSIG), PR_SET_SECCOMP
IF = {'fcntl 72 25': [(1, ALL, 8), (1, ALL, 15), (1, ALL, 1024),
                      (1, ALL, 1026)],
      'open 2 -': [(1, 0x203, 0x200), (1, 0x400000, 0x400000), (1, 3, 3)],
      'openat 257 56': [(2, 0x203, 0x200), (2, 0x400000, 0x400000),
                        (2, 3, 3)],
      'close_range 436 436': [(2, 2, 2)],
      'prctl 157 167': [(0, ALL, 1), (0, ALL, 22)]}


def program(pid):
    """Return the filter, in the kernel's language for packet filters."""
    column, machine = PROCESSORS[platform.machine()]

    def step(code, k, yes=0, no=0):
        return struct.pack('=HBBI', code, yes, no, k)

    def numbers(names):
        found = (call.split()[1 + column] for call in names.split(','))
        return [int(number) for number in found if number != '-']

    def refuse(error=errno.EPERM):
        return step(0x06, 0x50000 | error)           # return this errno

    def case(number, *steps):
        return [step(0x15, number, 0, len(steps) + 1), *steps,
                step(0x20, 0)]                       # the number again

    def test(argument, bits, value, yes, no):
        return [step(0x20, 16 + 8 * argument), step(0x54, bits),
                step(0x15, pid if value is PID else value, yes, no),
                refuse(errno.EAGAIN if bits == THREAD else errno.EPERM)]

    steps = [step(0x20, 4), step(0x15, machine, 1), refuse(),
             step(0x20, 0), step(0x25, LAST, 0, 1), refuse(errno.ENOSYS)]
    for error, names in {errno.EPERM: ','.join(
            [FILES, MEMORY, NETWORK, PROCESSES]), **OTHERWISE}.items():
        for number in numbers(names):
            steps += [step(0x15, number, 0, 1), refuse(error)]
    for names, condition in UNLESS.items():
        for number in numbers(names):
            steps += case(number, *test(*condition, 1, 0))
    for names, conditions in IF.items():
        for number in numbers(names):
            steps += case(number, *(part for condition in conditions
                                    for part in test(*condition, 0, 1)))
    return b''.join([*steps, step(0x06, 0x7FFF0000)])  # allow


def refuse_system_calls(libc, pid):
    """Put the filter on this process, for ever; OSError where it cannot."""
    if platform.machine() not in PROCESSORS:
        raise OSError(f'no filter for {platform.machine()}')
    code = ctypes.create_string_buffer(program(pid))
    filters = struct.pack('@HP', len(code) // 8, ctypes.addressof(code))
    if libc.prctl(22, 2, filters, 0, 0):  # PR_SET_SECCOMP
        raise OSError(ctypes.get_errno(), 'no filter of system calls')
