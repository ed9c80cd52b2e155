"""Classes of three in the layouts of learning systems, made by a program.

ann is right, bob has task 4 broken, eve has handed in twice or late. What a
file says is whose it is and of which attempt, and so tells what was taken.
"""
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Dict, NamedTuple, Tuple

from grader.tasks import TASKS

EIGHT = [task.file for task in TASKS.values()]
OLD, NEW = 'old', 'new'


class Class(NamedTuple):
    """One layout: paths are templates, {} stands for the file's name.

    mine: {name that the teacher sees: path of what counts}. old: {the same
    name: path of an older attempt}. late: names. extra: {path: text} of other
    files; None for an empty folder. teachers: paths that are the teacher's.
    left: paths that are left out. found: whether the layout can be told.
    """

    layout: str
    mine: Dict[str, str]
    old: Dict[str, str] = {}
    late: Tuple[str, ...] = ()
    extra: Dict[str, str] = {}
    teachers: Tuple[str, ...] = ()
    left: Tuple[str, ...] = ()


def three(template, *learners):
    """Return {name: path} for a template with {who}."""
    return {name: template.replace('{who}', who) for name, who in learners}


PLAIN = ('ann', 'ann'), ('bob', 'bob'), ('eve', 'eve')
FULL = ('Ann Lee', 'Ann Lee'), ('Bob Ng', 'Bob Ng'), ('Eve Li', 'Eve Li')
YML = """---
submission_9001:
  :submitters:
  - :name: Ann Lee
    :sid: '1'
    :email: ann@example.org
  :created_at: 2026-10-10 10:00:00.000000000 Z
  :score: 1.0
submission_9002:
  :submitters:
  - :name: Bob Ng
    :email: bob@example.org
submission_9003:
  :submitters:
  - :name: Eve Li
    :email: eve@example.org
  - :name: Max Wu
    :email: max@example.org
"""
FOLDERS, SITE = 'Submission attachment(s)', 'Feedback Attachment(s)'

CLASSES = {
    'moodle, folders': Class('moodle', three(
        '{who}_assignsubmission_file/{}', ('Ann Lee_123', 'Ann Lee_123'),
        ('Bob Ng_124', 'Bob Ng_124'), ('Eve Li_125', 'Eve Li_125')), extra={
            'Eve Li_125_assignsubmission_onlinetext/onlinetext.html': 'see',
            'Max Wu_126_assignsubmission_onlinetext/onlinetext.html': 'no'}),
    'moodle, before 4.1': Class('moodle', three(
        '{who}_assignsubmission_file_/{}', ('Ann Lee_123', 'Ann Lee_123'),
        ('Bob Ng_124', 'Bob Ng_124'), ('Eve Li_125', 'Eve Li_125'))),
    'moodle, flat': Class('moodle', three(
        '{who}_assignsubmission_file_{}', ('Ann Lee_123', 'Ann Lee_123'),
        ('Bob Ng_124', 'Bob Ng_124'), ('Eve Li_125', 'Eve Li_125')), extra={
            'Max Wu_126_assignsubmission_onlinetext_onlinetext.html': 'no'}),
    'moodle, blind': Class('moodle', three(
        'Teilnehmer_in {who}_assignsubmission_file/{}',
        ('Teilnehmer_in 1_101', '1_101'), ('Teilnehmer_in 2_102', '2_102'),
        ('Teilnehmer_in 3_103', '3_103'))),
    'moodle, groups': Class('moodle', three(
        '{who}_assignsubmission_file_/{}', ('Team A_7', 'Team A_7'),
        ('Team B_8', 'Team B_8'), ('Default group', 'Default group'))),
    'moodle, other scripts': Class('moodle', three(
        '{who}_assignsubmission_file_/{}', ('王伟_1', '王伟_1'),
        ('Иван Ли_2', 'Иван Ли_2'), ('Élodie Ó Sé_3', 'Élodie Ó Sé_3'))),
    'canvas': Class('canvas', {
        'leeann_101': 'leeann_101_50{n}_{}',
        'ngbob_102': 'ngbob_102_51{n}_{}',
        'lieve_103': 'lieve_LATE_103_52{n}_{stem}-1.py'},
        old={'lieve_103': 'lieve_LATE_103_42{n}_{}'}, late=('lieve_103',),
        extra={'wumax_104_text.html': 'no', 'kimjo_105_link.html': 'no'}),
    'canvas, names with numbers': Class('canvas', {
        'student_7_101': 'student_7_101_50{n}_{}',
        'team_2_102': 'team_2_102_51{n}_{}',
        'student_9_103': 'student_9_LATE_103_52{n}_{}'},
        late=('student_9_103',)),
    'canvas, anonymous': Class('canvas', {
        'anon_aB3xZ': 'anon_aB3xZ_50{n}_{}',
        'anon_12345': 'anon_12345_51{n}_{}',
        'anon_qwert': 'LATE_anon_qwert_52{n}_{}'}, late=('anon_qwert',)),
    'canvas, other scripts': Class('canvas', {
        '王伟_101': '王伟_101_50{n}_{}', 'öztürkelif_102':
        'öztürkelif_102_51{n}_{}', 'иванли_103': 'иванли_103_52{n}_{}'}),
    'canvas, zips': Class('canvas', {
        'leeann_101': 'leeann_101_5001_hw.zip/{}',
        'ngbob_102': 'ngbob_102_5002_hw_5_2026_bob.zip/work/{}',
        'lieve_103': 'lieve_103_5013_hw-1.zip/work/{}'},
        left=('lieve_103_5003_hw.zip/work/{}',)),
    'blackboard': Class('blackboard', {
        'annlee': 'L2_annlee_attempt_2026-10-10-10-22-33_{}',
        'bobng': 'L2_bobng_attempt_2026-10-10-11-22-33_{}',
        'evelee': 'L2_evelee_attempt_2026-10-12-10-22-33_{}'},
        old={'evelee': 'L2_evelee_attempt_2026-10-11-10-22-33_{}'}, extra={
            'L2_maxwu_attempt_2026-10-10-10-22-33.txt': 'no',
            'L2_annlee_attempt_2026-10-10-10-22-33.txt': 'yes'}),
    'blackboard, names in texts': Class('blackboard', {
        'Ann Lee': 'L2_reg_ann_lee_attempt_2026-10-10-10-22-33_{}',
        'Bob Lee': 'L2_reg_bob_lee_attempt_2026-10-10-11-22-33_{}',
        'Eve Li': 'L2_reg_eve_li_attempt_2026-10-12-10-22-33_hw.zip/{}'},
        old={'Eve Li':
             'L2_reg_eve_li_attempt_2026-09-11-10-22-33_hw.zip/{}'}, extra={
            'L2_reg_ann_lee_attempt_2026-10-10-10-22-33.txt':
                'Name: Ann Lee (ann_lee)\nAssignment: L2_reg\n',
            'L2_reg_bob_lee_attempt_2026-10-10-11-22-33.txt':
                'Name: Bob Lee (bob_lee)\n',
            'L2_reg_eve_li_attempt_2026-10-12-10-22-33.txt':
                'Name: Eve Li (eve_li)\n'}),
    'brightspace, folders': Class('brightspace', {
        'Ann Lee': '39786-640693 - Ann Lee - Oct 10, 2026 1022 AM/{}',
        'Bob Ng': '39787-640693 - Bob Ng - Oct 10, 2026 122 PM/{}',
        'Eve Li': '39788-640693 - Eve Li - Oct 11, 2026 122 PM/{}'}, old={
        'Eve Li': '39788-640693 - Eve Li - Oct 11, 2026 1022 AM/{}'},
        extra={'index.html': 'all'}),
    'brightspace, flat': Class('brightspace', {
        'Ann Lee': '39786-640693 - Ann Lee - Oct 10, 2026 1022 AM - {}',
        'Bob Ng-Wu': '39787-640693 - Bob Ng-Wu - Oct 10, 2026 122 PM - {}',
        'Eve Li': '39788-640693 - Eve Li - Oct 11, 2026 122 PM - {}'}, old={
        'Eve Li': '39788-640693 - Eve Li - Sep 30, 2026 1159 PM - {}'},
        extra={'index.html': 'all'}),
    'sakai': Class('sakai', three(
        'L2/{who}/' + FOLDERS + '/{}', ('Lee, Ann(annlee)',
                                        'Lee, Ann(annlee)'),
        ('Ng, Bob(bobng)', 'Ng, Bob(bobng)'),
        ('Li, Eve(eveli)', 'Li, Eve(eveli)')), extra={
            'L2/grades.csv': 'Display ID,ID,grade\n',
            'L2/Lee, Ann(annlee)/timestamp.txt': '20261010',
            'L2/Wu, Max(maxwu)/Wu, Max(maxwu)_submissionText.html': 'no'},
        teachers=('L2/Li, Eve(eveli)/' + SITE + '/{}',)),
    'sakai, in Japanese': Class('sakai', three(
        'L2/{who}/提出物の添付ファイル/{}', ('Lee, Ann(annlee)', 'Lee, Ann(annlee)'),
        ('Ng, Bob(bobng)', 'Ng, Bob(bobng)'),
        ('Li, Eve(eveli)', 'Li, Eve(eveli)')),
        teachers=('L2/Li, Eve(eveli)/フィードバックの添付ファイル/{}',)),
    'gradescope': Class('gradescope', {
        'Ann Lee': 'assignment_77_export/submission_9001/{}',
        'Bob Ng': 'assignment_77_export/submission_9002/work/{}',
        'Eve Li, Max Wu': 'assignment_77_export/submission_9003/{}'},
        extra={'assignment_77_export/submission_metadata.yml': YML}),
    'github classroom': Class('github-classroom', three(
        'l2-reg-submissions/l2-reg-{who}/{}', ('annlee', 'annlee'),
        ('bob-ng', 'bob-ng'), ('eveli', 'eveli')), extra={
            'l2-reg-submissions/l2-reg-annlee/.git/config': '',
            'l2-reg-submissions/l2-reg-bob-ng/.git/config': '',
            'l2-reg-submissions/l2-reg-eveli/.git/config': '',
            'l2-reg-submissions/grades.csv': 'assignment_name\n'}),
    'holberton': Class('folders', three(
        '{who}/holbertonschool-machine_learning/supervised_learning/'
        '0x05-regularization/{}', *PLAIN), extra={
            'ann/holbertonschool-machine_learning/.git/config': '',
            'bob/holbertonschool-machine_learning/math/0-main.py': ''}),
    'google classroom': Class('google-classroom', three(
        'L2 Regularization/{who} - {}', *FULL)),
    'google drive, parts': Class('google-classroom', {
        'Ann Lee': 'drive-download-20261010T101010Z-3-001.zip/Ann Lee - {}',
        'Bob Ng': 'drive-download-20261010T101010Z-3-002.zip/Bob Ng - {}',
        'Eve Li': 'drive-download-20261010T101010Z-3-001.zip/Eve Li - {}'}),
    'teams': Class('teams', {
        'Ann Lee': 'Submitted files/Ann Lee/L2 Regularization/Version 1/{}',
        'Bob Ng': 'Submitted files/Bob Ng/L2 Regularization/Version 1/{}',
        'Eve Li': 'Submitted files/Eve Li/L2 Regularization/Version 10/{}'},
        old={'Eve Li':
             'Submitted files/Eve Li/L2 Regularization/Version 9/{}'},
        left=('Working files/Ann Lee/L2 Regularization/{}',)),
    'teams, in German': Class('teams', {
        'Ann Lee': 'ML - Arbeiten/Gesendete Dateien/Ann Lee/L2/Version 1/{}',
        'Bob Ng': 'ML - Arbeiten/Gesendete Dateien/Bob Ng/L2/Version 1/{}',
        'Eve Li': 'ML - Arbeiten/Gesendete Dateien/Eve Li/L2/Version 2/{}'},
        old={'Eve Li':
             'ML - Arbeiten/Gesendete Dateien/Eve Li/L2/Version 1/{}'},
        left=('ML - Arbeiten/Arbeitsdateien/Ann Lee/L2/{}',)),
    'teams, in Polish': Class('teams', {
        'Ann Lee': 'Przesłane pliki/Ann Lee/L2/Wersja 1/{}',
        'Bob Ng': 'Przesłane pliki/Bob Ng/L2/Wersja 1/{}',
        'Eve Li': 'Przesłane pliki/Eve Li/L2/Wersja 2/{}'},
        old={'Eve Li': 'Przesłane pliki/Eve Li/L2/Wersja 1/{}'}),
    'schoology': Class('schoology', {
        'Lee, Ann': 'Lee, Ann - 1001/Revision 1 - On time/{}',
        'Ng, Bob': 'Ng, Bob - 1002/Revision 1 - On time/{}',
        'Li, Eve': 'Li, Eve - 1003/Revision 2 - Late/{}'},
        old={'Li, Eve': 'Li, Eve - 1003/Revision 1 - On time/{}'},
        late=('Li, Eve',)),
    'codegrade': Class('codegrade', {
        'Ann Lee': 'L2/Ann Lee - 2026-10-10T10-05-00/{}',
        'Bob Ng': 'L2/Bob Ng - 2026-10-10T10-06-00/{}',
        'Eve Li': 'L2/Eve Li - 2026-10-11T10-05-00/{}'},
        old={'Eve Li': 'L2/Eve Li - 2026-10-10T10-05-00/{}'},
        extra={'L2/Ann Lee - 2026-10-10T10-05-00/.cg-grade': '8'}),
    'ilias': Class('ilias', {
        'Lee_Ann_annlee_301': 'L2/Abgaben/Lee_Ann_annlee_301/{}',
        'Ng_Bob_bobng_302': 'L2/Abgaben/Ng_Bob_bobng_302/{}',
        'Li_Eve_eveli_303':
            'L2/Abgaben/Li_Eve_eveli_303/Verspätete Abgabe - {}'},
        late=('Li_Eve_eveli_303',)),
    'ilias, a second file': Class('ilias', {
        'Lee_Ann_annlee_301': 'Lee_Ann_annlee_301/{}',
        'Ng_Bob_bobng_302': 'Ng_Bob_bobng_302/{}',
        'Li_Eve_eveli_303': 'Li_Eve_eveli_303/{stem} (2).py'},
        old={'Li_Eve_eveli_303': 'Li_Eve_eveli_303/{}'}),
    'ilias, teams': Class('ilias', {
        'Team 1': 'L2/Abgaben/Team 1/Lee_Ann_annlee_301/{}',
        'Team 2': 'L2/Abgaben/Team 2/Ng_Bob_bobng_302/{}',
        'Team 3': 'L2/Abgaben/Team 3/Li_Eve_eveli_303/Late Submission - {}'},
        late=('Team 3',)),
    'openolat': Class('openolat', {
        'Lee_Ann_annlee': 'ita_L2_2026-10-12/Lee_Ann_annlee/2_submissions/{}',
        'Ng_Bob_bobng': 'ita_L2_2026-10-12/Ng_Bob_bobng/2_submissions/{}',
        'Li_Eve_eveli': 'ita_L2_2026-10-12/Li_Eve_eveli/4_revisions_1/{}'},
        old={'Li_Eve_eveli':
             'ita_L2_2026-10-12/Li_Eve_eveli/2_submissions/{}'},
        extra={'ita_L2_2026-10-12/ML101.xlsx': 'x'}, teachers=(
            'ita_L2_2026-10-12/solutions/{}',
            'ita_L2_2026-10-12/Li_Eve_eveli/1_task/{}',
            'ita_L2_2026-10-12/Li_Eve_eveli/3_corrections/{}')),
    'stud.ip': Class('stud-ip', {
        'Ann Lee': '[{n}]_{}', 'Bob Ng': '[1{n}]_{}',
        'Eve Li': '[2{n}]_{}'}, extra={
            'archive_filelist.csv': 'Name;Größe;Vorname;Nachname;Downloads;'
            'Datum;Pfad\n' + ''.join(
                f'{file};9;{first};{last};0;1.1.2026;[{number}{k}]_{file}\n'
                for number, first, last in (
                    ('', 'Ann', 'Lee'), ('1', 'Bob', 'Ng'),
                    ('2', 'Eve', 'Li'))
                for k, file in enumerate(EIGHT))}),
    'markus': Class('folders', three('{who}/{}', *PLAIN)),
    'submitty': Class('submitty', {
        'ann': 'submissions/ann/1/{}', 'bob': 'submissions/bob/1/{}',
        'eve': 'submissions/eve/2/{}'}, old={
            'eve': 'submissions/eve/3/{}'}, extra={
            f'submissions/{who}/user_assignment_settings.json':
            '{"active_version": %d, "history": []}' % active
            for who, active in (('ann', 1), ('bob', 1), ('eve', 2))},
        left=('results/eve/3/details/{}',)),
    'submitty, active only': Class('submitty', three(
        'submissions/{who}/{}', *PLAIN), extra={
            'results/ann/1/results.json': '{}'}),
    'autolab': Class('autolab', {
        'ann@example.org': 'ann@example.org_1_{}',
        'b_ng@example.org': 'b_ng@example.org_3_handin.tar/{}',
        'eve@example.org': 'eve@example.org_10_handin.tar/hw/{}'},
        old={'eve@example.org': 'eve@example.org_9_handin.tar/hw/{}'}),
    'web-cat': Class('folders', {
        'ann': 'ML/L2/ann/1/{}', 'bob': 'ML/L2/bob/2/{}',
        'eve': 'ML/L2/eve/10/{}'}, old={'eve': 'ML/L2/eve/9/{}'},
        extra={'ML/L2/ann/1/Results/grading.properties': 'x'}),
    'nbgrader, inbound': Class('nbgrader', {
        'ann': 'inbound/ann+l2+2026-10-10 10:00:00.123456 UTC/{}',
        'bob': 'inbound/bob+l2+2026-10-10 10:00:00.123456 UTC+7dhs/{}',
        'eve': 'inbound/eve+l2+2026-10-11 10:00:00.123456 UTC/{}'}, old={
        'eve': 'inbound/eve+l2+2026-10-10 10:00:00.123456 UTC/{}'}),
    'nbgrader, a course': Class('nbgrader', three(
        'course/submitted/{who}/l2/{}', *PLAIN), extra={
            'course/gradebook.db': 'x'},
        teachers=('course/source/l2/{}',),
        left=('course/autograded/eve/l2/{}',)),
    'otter': Class('otter', {
        f'l2_2026_10_1{k}T10_00_00_000000':
        f'l2_2026_10_1{k}T10_00_00_000000.zip/{{}}' for k in range(3)}),
    'prairielearn': Class('prairielearn', {
        'ann@example.org': 'ann@example.org_1_l2_1_501_{}',
        'bob@example.org': 'bob@example.org_1_l2_1_502_{}',
        'eve@example.org': 'eve@example.org_1_l2_2_5010_{}'}, old={
            'eve@example.org': 'eve@example.org_1_l2_1_509_{}'}),
    'artemis': Class('artemis', {
        'ge12abc': 'ML101-L2-4001-ge12abc.zip/ML101-L2-4001-ge12abc/{}',
        'ge12abd': 'ML101-L2-4002-ge12abd.zip/ML101-L2-4002-ge12abd/{}',
        'ge12abe': 'ML101-L2-4003-ge12abe.zip/{}'}),
    'archives': Class('folders', {
        'ann': 'ann.zip/{}', 'bob': 'bob.tar/work/{}',
        'eve': 'eve.zip/my work/hand in (final)/{}'}),
    'archives, two numbers in a name': Class('folders', {
        'hw_5_2026_annlee': 'hw_5_2026_annlee.zip/{}',
        'hw_5_2026_bobng': 'hw_5_2026_bobng.zip/{}',
        'hw_5_2026_eveli': 'hw_5_2026_eveli.zip/{}'}),
    'an archive again': Class('folders', {
        'ann': 'ann.zip/{}', 'bob': 'bob.zip/{}', 'eve': 'eve (1).zip/{}'},
        old={'eve': 'eve.zip/{}'}),
    'one of the eight beside': Class('folders', three('{who}/{}', *PLAIN),
                                     extra={'roster.csv': 'who\n'},
                                     teachers=('_starter/{}',),
                                     left=('7-early_stopping.py',)),
    'sections': Class('sections', {
        'ann': 'Monday/ann/{}', 'bob': 'Monday/bob/{}',
        'eve': 'Tuesday/eve/{}'}),
    'names by browsers': Class('folders', {
        'ann': 'ann/{stem}(1).py', 'bob': 'bob/Copy of {}',
        'eve': 'eve/{stem} (1).py'}, old={'eve': 'eve/{}'}),
    'names by systems': Class('folders', {
        'ann': 'ann/{stem} 2.py', 'bob': 'bob/{}.txt',
        'eve': 'eve/{stem} - Copy.py'}),
    'named files': Class('named-files', three('{who}_{}', *PLAIN))}


def text_of(name, attempt, file):
    """Return what a file says."""
    broken = ' broken' if 'bob' in name.lower() and file[0] == '4' else ''
    return f'{name} {attempt} {file}{broken}'


def path_of(template, file):
    """Return a path by a template."""
    return template.replace('{n}', file[0]).replace(
        '{stem}', file[:-3]).replace('{}', file)


def files_of(made):
    """Return {path: text} of all files of a Class."""
    files = dict(made.extra)
    for attempt, paths in (OLD, made.old), (NEW, made.mine):
        for name, template in paths.items():
            for file in EIGHT:
                files[path_of(template, file)] = text_of(name, attempt, file)
    for template in made.teachers + made.left:
        for file in EIGHT:
            files[path_of(template, file)] = f'nobody {file}'
    return files


def write(files, root):
    """Write files below a folder; what lies in an archive is packed.

    Each archive has one level, and is packed when all is written.
    """
    packed = set()
    for path, text in files.items():
        at, parts = root, path.split('/')
        for part in parts[:-1]:
            at = at / part
            if part.endswith(('.zip', '.tar')):
                packed.add(at)
        at.mkdir(parents=True, exist_ok=True)
        (at / parts[-1]).write_text(text, encoding='utf-8')
        (at / parts[-1]).chmod(0o755)
    for folder in sorted(packed, key=lambda path: -len(path.parts)):
        content = folder.with_name(folder.name + ' unpacked')
        folder.rename(content)
        pack(content, folder)
        shutil.rmtree(content)


def pack(folder, archive):
    """Pack what is in a folder, as a system does: names and bytes."""
    if archive.name.endswith('.zip'):
        with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as file:
            for path in sorted(folder.rglob('*')):
                file.write(path, path.relative_to(folder))
    else:
        with tarfile.open(archive, 'w:gz' if archive.name.endswith('gz')
                          else 'w') as file:
            file.add(folder, '.')


# ways in which a class comes; each returns what is graded
def as_folder(files, root):
    """As the system's archive is unpacked."""
    write(files, root / 'class')
    return root / 'class'


def as_zip(files, root):
    """As it is downloaded."""
    write(files, root / 'made')
    pack(root / 'made', root / 'class.zip')
    return root / 'class.zip'


def as_tar(files, root):
    """As a teacher packs it."""
    write(files, root / 'made')
    pack(root / 'made', root / 'class.tar.gz')
    return root / 'class.tar.gz'


def deeper(files, root):
    """Two folders more above."""
    write(files, root / 'outer' / 'more' / 'class')
    return root / 'outer'


def zip_in_a_folder(files, root):
    """The download in a folder, with what lies beside it there."""
    write(files, root / 'made')
    (root / 'downloads' / '__MACOSX').mkdir(parents=True)
    (root / 'downloads' / '__MACOSX' / '._7-early_stopping.py').write_text('')
    (root / 'downloads' / '.DS_Store').write_text('')
    (root / 'downloads' / 'roster.csv').write_text('name,points\nZoe Ma,1\n')
    pack(root / 'made', root / 'downloads' / 'class.zip')
    return root / 'downloads'


def unpacked_beside(files, root):
    """The download, and what was unpacked of it."""
    write(files, root / 'downloads' / 'class')
    pack(root / 'downloads' / 'class', root / 'downloads' / 'class.zip')
    return root / 'downloads'


def downloaded_twice(files, root):
    """The download, and the same once more."""
    write(files, root / 'made')
    (root / 'downloads').mkdir()
    for name in 'class.zip', 'class (1).zip':
        pack(root / 'made', root / 'downloads' / name)
    return root / 'downloads'


WAYS = [as_folder, as_zip, as_tar, deeper, zip_in_a_folder, unpacked_beside,
        downloaded_twice]


def make(name, way, root):
    """Make a class in one of the WAYS; return its path."""
    return way(files_of(CLASSES[name]), Path(root))
