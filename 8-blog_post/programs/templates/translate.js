// The form: shows what factors.js computes for the library that is chosen.
(() => {
  const libraries = JSON.parse(
    document.getElementById('libraries').textContent);
  const form = document.getElementById('translate');
  const shown = document.getElementById('translation');
  const number = (name) => document.getElementById(`n-${name}`).valueAsNumber;

  function add(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    shown.append(element);
  }

  function show() {
    const there = form.querySelector('[name=direction]:checked').value ===
      'there';
    form.querySelectorAll('[data-side]').forEach((label) => {
      label.hidden = label.dataset.side === (there ? 'here' : 'there');
    });
    const given = {
      lambtha: number('lambtha'), weight_decay: number('weight_decay'),
      m: number('m'), alpha: number('alpha'), dropout: number('dropout'),
      keep_prob: number('keep_prob'), patience: number('waits'),
      threshold: number('gain')};
    shown.replaceChildren();
    const wrong = [...form.querySelectorAll('label:not([hidden]) input')]
      .find((input) => !input.validity.valid || input.value === '');
    const named = wrong && wrong.parentElement.textContent.trim();
    if (wrong || (there && (given.keep_prob <= 0 || given.keep_prob > 1))) {
      add('p', `Expected ${named || 'keep_prob'} in its range.`);
      return;
    }
    for (const entry of libraries[
      document.getElementById('library').value].entries) {
      add('h4', entry.name);
      const text = there ? saidThere(entry, given) :
        saidHere(entry, given).map((pair) => pair.join(' ')).join(', ');
      if (text) add('pre', text);
      const remarks = there && text ? [] : entry.remarks;
      for (const remark of [...remarks, entry.note]) {
        if (remark) add('p', remark);
      }
      if (!text && !remarks.length) add('p', 'It has no number for this one.');
    }
  }

  form.hidden = false;
  form.addEventListener('input', show);
  form.addEventListener('change', show);    // a list of choices on a phone
  show();
})();
