"""Drive the form that translates, in Chromium, at two widths.

    python -m tools.drive_translation page.html folder

The page is that of the post, or any with `guide.form` in it; screenshots go
into the folder. Needs Debian's chromium and chromium-driver.
"""
import sys
import tempfile
from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

import results
import translate
from tools.drive_page import WIDTHS, emulate, open_browser


FIELDS = {'lambtha': 'lambtha', 'weight_decay': 'weight_decay', 'm': 'm',
          'alpha': 'alpha', 'keep_prob': 'keep_prob', 'dropout': 'dropout',
          'patience': 'waits', 'threshold': 'gain'}
NUMBERS = [
    {'lambtha': 0.1, 'weight_decay': 1e-4, 'm': 1000, 'alpha': 0.05,
     'keep_prob': 0.8, 'dropout': 0.2, 'patience': 5, 'threshold': 0.0},
    {'lambtha': 0.7, 'weight_decay': 0.003, 'm': 64, 'alpha': 0.2,
     'keep_prob': 0.35, 'dropout': 0.6, 'patience': 1, 'threshold': 0.01}]


def expected(record, numbers, back):
    """Return the codes, or our numbers, that the form must show."""
    for entry in record['entries']:
        text, _ = (translate.said_here if back else translate.said_there)(
            entry, numbers)
        if back:
            text = ', '.join(f'{key} {translate.short(value)}'
                             for key, value in text.items())
        if text:
            yield text


def fill(browser, numbers):
    """Type numbers into the fields that are shown."""
    for name, value in numbers.items():
        field = browser.find_element(By.ID, f'n-{FIELDS[name]}')
        if field.is_displayed():
            assert field.accessible_name, name
            field.clear()
            field.send_keys(f'{value:g}')


def drive(browser, records):
    """Choose every library, both ways; compare with translate.py."""
    for back in False, True:
        browser.find_elements(By.NAME, 'direction')[back].click()
        for numbers in NUMBERS:
            fill(browser, numbers)
            for name, record in records.items():
                Select(browser.find_element(By.ID, 'library')
                       ).select_by_value(name)
                shown = [element.get_property('textContent') for element in
                         browser.find_elements(By.CSS_SELECTOR,
                                               '#translation pre')]
                assert shown == list(expected(record, numbers, back)), (
                    name, shown)


def main(page, folder):
    """Drive the page; write a screenshot of the form at each width."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    records = results.read('libraries')
    with tempfile.TemporaryDirectory() as profile:
        browser = open_browser(profile)
        try:
            for width in WIDTHS:
                for scheme in 'light', 'dark':
                    emulate(browser, width, scheme)
                    browser.get(Path(page).resolve().as_uri())
                    drive(browser, records)
                    field = browser.find_element(By.ID, 'n-dropout')
                    field.clear()
                    assert 'Expected' in browser.find_element(
                        By.ID, 'translation').text
                    field.send_keys('0.2')
                    wide = browser.execute_script(
                        'return document.documentElement.scrollWidth')
                    assert wide <= width, f'{wide} pixels do not fit {width}'
                    for back, way in enumerate(('there', 'here')):
                        browser.find_elements(By.NAME, 'direction')[
                            back].click()
                        Select(browser.find_element(By.ID, 'library')
                               ).select_by_value('torch')
                        Path(folder, f'translate-{way}-{width}-{scheme}.png'
                             ).write_bytes(browser.find_element(
                                 By.ID, 'translate').screenshot_as_png)
                    print(f'{width} pixels, {scheme}: as translate.py says')
            errors = browser.get_log('browser')
            assert not errors, errors
            print('no error in the console')
        finally:
            browser.quit()


if __name__ == '__main__':
    main(*sys.argv[1:])
