"""Drive the post's page in Chromium: by keyboard, by mouse and by touch.

    make drive DIR=folder       # screenshots go there

Needs Debian's chromium and chromium-driver.
"""
import json
import re
import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import results
import training

PAGE = results.POST / 'index.html'
WIDTHS = 380, 1200
SLIDERS = {'strength': 'boundaries', 'patience': 'stopping',
           'threshold': 'stopping', 'keep': 'mask'}
# how many formulas scroll up and down, or hide what does not fit
TALL = '''const formulas = document.querySelectorAll('math[display="block"]');
    return [...formulas].filter(
        each => each.scrollHeight > each.clientHeight).length'''


def open_browser(profile):
    """Return Chromium, with no window and no network of its own."""
    options = webdriver.ChromeOptions()
    for option in ('headless', 'no-sandbox', 'disable-gpu', 'disable-quic',
                   'no-first-run', 'disable-background-networking',
                   'disable-component-update', 'disable-sync',
                   f'user-data-dir={profile}'):
        options.add_argument(f'--{option}')
    options.binary_location = '/usr/bin/chromium'
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
    return webdriver.Chrome(
        options, webdriver.ChromeService('/usr/bin/chromedriver'))


def emulate(browser, width, scheme, script=True):
    """Give the page a width, a colour scheme, and scripts or none."""
    for command, settings in (
            ('setDeviceMetricsOverride', {
                'width': width, 'height': 900, 'deviceScaleFactor': 1,
                'mobile': width < 500}),
            ('setEmulatedMedia', {'features': [
                {'name': 'prefers-color-scheme', 'value': scheme}]}),
            ('setTouchEmulationEnabled', {'enabled': width < 500}),
            ('setScriptExecutionDisabled', {'value': not script})):
        browser.execute_cdp_cmd(f'Emulation.{command}', settings)


def values_of(slider):
    """Return the slider's lowest, middle and highest value."""
    low, high = (int(slider.get_attribute(key)) for key in ('min', 'max'))
    return low, (low + high) // 2, high


def by_keyboard(browser, slider, value):
    """Move a slider to a value with the keys."""
    slider.send_keys(Keys.HOME)
    for _ in range(value - values_of(slider)[0]):
        slider.send_keys(Keys.ARROW_RIGHT)


def from_middle(slider, value):
    """Return where a value is, in pixels right of the slider's middle."""
    low, _, high = values_of(slider)
    thumb = 16      # the track ends half a thumb before the element does
    return round(((value - low) / (high - low) - 0.5)
                 * (slider.size['width'] - thumb))


def by_mouse(browser, slider, value):
    """Move a slider to a value by a click on its track."""
    ActionChains(browser).move_to_element_with_offset(
        slider, from_middle(slider, value), 0).click().perform()


def by_touch(browser, slider, value):
    """Move a slider to a value by a tap on its track."""
    x, y = browser.execute_script(
        'arguments[0].scrollIntoView({block: "center"});'
        'const box = arguments[0].getBoundingClientRect();'
        'return [box.x + box.width / 2, box.y + box.height / 2]', slider)
    browser.execute_cdp_cmd('Input.synthesizeTapGesture', {
        'x': x + from_middle(slider, value), 'y': y})


def numbers_in(text):
    """Return the numbers of a text."""
    return [float(number.replace(',', '')) for number in re.findall(
        r'\d[\d,]*(?:\.\d+)?', text)]


def expected_numbers(frames, browser, figure):
    """Return the numbers that a picture's text must have, as was kept."""
    value = {name: int(browser.find_element(By.ID, name).get_attribute(
        'value')) for name in SLIDERS}
    if figure == 'mask':
        found = frames['mask'][value['keep']]
        return [found['keep_prob'], found['kept'], found['keep_prob'],
                frames['mask'][0]['mean'], found['mean']]
    if figure == 'boundaries':
        data = frames['boundaries']
        key = browser.find_element(
            By.CSS_SELECTOR, '[name=technique]:checked').get_attribute('value')
        found = data[key][value['strength']]
        named = [] if value['strength'] == 0 else [found[key]]
        # the 2 of 'L2' is a number too
        named = [2, *named] if named and key == 'l2' else named
        return [*named, found['train'], len(data['points']), found['test'],
                data['new_points']]
    data = frames['stopping']
    threshold = data['thresholds'][value['threshold']]
    best, last = training.find_stop(data['valid'], threshold,
                                    value['patience'])
    return [value['patience'], threshold, data['steps'][best],
            data['valid'][best], data['steps'][last]]


def check(browser, frames, figure):
    """Compare the text of a picture with what was kept."""
    text = browser.find_element(By.ID, f'{figure}-text').text
    found, expected = numbers_in(text), expected_numbers(frames, browser,
                                                         figure)
    assert len(found) == len(expected) and all(
        abs(a - b) <= 0.051 for a, b in zip(found, expected)), (
            f'{figure}: expected {expected}, received {text}')
    return text


def move_all(browser, frames):
    """Move each slider to its ends and its middle, and compare the texts."""
    for technique in browser.find_elements(By.NAME, 'technique'):
        technique.click()
        for name, figure in SLIDERS.items():
            slider = browser.find_element(By.ID, name)
            assert slider.accessible_name, f'{name}: expected a label'
            picture = browser.find_element(By.CSS_SELECTOR, f'#{figure} svg')
            for move in by_keyboard, by_mouse, by_touch:
                texts = set()
                for value in values_of(slider):
                    move(browser, slider, value)
                    assert int(slider.get_attribute('value')) == value, (
                        name, move.__name__, value)
                    text = check(browser, frames, figure)
                    assert picture.accessible_name == text, figure
                    texts.add(text)
                assert len(texts) == 3, (name, texts)


def main(folder):
    """Drive the page; write a screenshot of each picture at each width."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    frames = json.loads(re.search(
        r'id="frames">(.*?)</script>', PAGE.read_text(), re.S)[1])
    with tempfile.TemporaryDirectory() as profile:
        browser = open_browser(profile)
        try:
            for width in WIDTHS:
                for scheme in 'light', 'dark':
                    emulate(browser, width, scheme)
                    browser.get(PAGE.as_uri())
                    move_all(browser, frames)
                    wide = browser.execute_script(
                        'return document.documentElement.scrollWidth')
                    assert wide <= width, f'{wide} pixels do not fit {width}'
                    tall = browser.execute_script(TALL)
                    assert not tall, f'{tall} formulas have a scroll bar'
                    for figure in set(SLIDERS.values()):
                        element = browser.find_element(By.ID, figure)
                        Path(folder, f'{figure}-{width}-{scheme}.png'
                             ).write_bytes(element.screenshot_as_png)
                    print(f'{width} pixels, {scheme}: as kept')
            emulate(browser, 1200, 'light', script=False)
            browser.get(PAGE.as_uri())
            shown = [element.is_displayed() for element in
                     browser.find_elements(By.CSS_SELECTOR, '.moving, img')]
            print(f'without scripts: {sum(shown)} of {len(shown)} pictures')
            errors = browser.get_log('browser')
            assert not errors, errors
            print('no error in the console')
        finally:
            browser.quit()


if __name__ == '__main__':
    main(*sys.argv[1:])
