"""Archives that are opened when they are read, a few at a time."""
from collections import OrderedDict

OPEN = 8  # archives that are open at a time


class Packed:
    """An archive that is opened when it is read, and may be closed since."""

    opened = OrderedDict()

    def __init__(self, container, place, times):
        self.container, self.place, self.times = container, place, times

    @property
    def archive(self):
        """The open archive; those that were not used for long are closed."""
        archive = self.opened.pop(self, None)
        if archive is None:
            archive = self.container.archive(self.place, self.times)
        self.opened[self] = archive
        while len(self.opened) > OPEN:
            self.opened.popitem(last=False)[1].close()
        return archive

    def read(self, member, size):
        """Return at most so many bytes of a member, and its mode."""
        return self.archive.read(self.again(member), size)

    def again(self, member):
        """Return a member as the archive knows it that is open now."""
        return member if not isinstance(member, int) else \
            self.archive.entries[member][2]

    def time(self, member):
        """Return when a member was last changed, in seconds."""
        return self.archive.time(self.again(member))

    def archive_in(self, member, times):
        """Return an archive that is a member."""
        return self.archive.archive(self.again(member), times)


class Inner:
    """The members of an archive, as what holds archives."""

    def __init__(self, packed):
        self.packed = packed

    def archive(self, member, times):
        """Return an archive that is a member."""
        return self.packed.archive_in(member, times)


def starts_packed(container, place):
    """Return whether a file begins as a zip does."""
    try:
        return container.read(place, 4)[0] == b'PK\3\4'
    except Exception:  # readers raise whatever they like
        return False


def close():
    """Close all archives that are still open."""
    while Packed.opened:
        Packed.opened.popitem()[1].close()
