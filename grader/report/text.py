"""Numbers, points and tasks as the reports write them."""


def capital(text):
    """Return text that begins with a capital."""
    return text[:1].upper() + text[1:]


def counted(number, noun):
    """Return a text such as '1 check' and '2 checks'."""
    return f'{number:,} {noun}{"" if number == 1 else "s"}'


def fraction(points, of):
    """Return points as text, such as 4/10."""
    return f'{points:g}/{of:g}'


def column_name(task):
    """Return a task as the name of a column."""
    return 'rules' if task is None else f'task {task}'


def in_order(tasks):
    """Return tasks in order, the written rules (None) last."""
    return sorted(tasks, key=lambda task: (task is None, task))


def task_list(tasks):
    """Return a text such as 'tasks 1, 5 and the written rules'."""
    numbers = [str(task) for task in in_order(tasks) if task is not None]
    named = [f'task{"s" if len(numbers) > 1 else ""} {", ".join(numbers)}'
             ] if numbers else []
    return ' and '.join(named + ['the written rules'] * (None in tasks))


def some(names, most=10):
    """Return a text such as 'a, b and 3 more'."""
    more = len(names) - most
    return ', '.join(names[:most]) + (f' and {more:,} more' * (more > 0))
