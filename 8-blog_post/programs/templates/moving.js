// The pictures that move: each shows the kept frame that its sliders choose.
const frames = JSON.parse(document.getElementById('frames').textContent);
const byId = (id) => document.getElementById(id);

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
}

function showBoundary() {
  const key = document.querySelector('[name=technique]:checked').value;
  const found = frames.boundaries[key][byId('strength').value];
  const name = byId('strength').value === '0' ? 'Nothing' :
    key === 'l2' ? `L2, lambtha ${found.l2}` :
      `Dropout, keep_prob ${found.keep_prob}`;
  set(byId('strength'), {'aria-valuetext': name});
  set(document.querySelector('#boundaries path'), {d: found.path});
  byId('boundaries-text').textContent = `${name}: ` +
    `${found.train.toFixed(1)} % of the ${frames.boundaries.points.length} ` +
    `points to learn from are on the right side, ${found.test.toFixed(1)} % ` +
    `of ${frames.boundaries.new_points.toLocaleString('en')} new ones.`;
}

function showStopping() {
  const {steps, valid, thresholds} = frames.stopping;
  const patience = Number(byId('patience').value);
  const threshold = thresholds[byId('threshold').value];
  const {best, last, stopped} = stopAt(valid, threshold, patience);
  set(byId('patience'), {'aria-valuetext': `${patience} checks`});
  set(byId('threshold'), {'aria-valuetext': threshold});
  const x = (check) => 40 + 0.3 * steps[check];
  set(byId('waiting'), {x: x(best), width: x(last) - x(best)});
  set(byId('stop'), {d: stopped ? `M${x(last)} 10V190` : ''});
  set(byId('best'), {cx: x(best), cy: 190 - 112.5 * valid[best]});
  byId('stopping-text').textContent = `Patience ${patience}, threshold ` +
    `${threshold}: the weights of step ${steps[best].toLocaleString('en')} are kept, with a ` +
    `validation cost of ${valid[best].toFixed(2)}; training ` +
    (stopped ? `stops at step ${steps[last].toLocaleString('en')}.` :
      `goes on to the last step, ${steps[last].toLocaleString('en')}.`);
}

function colour(hundredths) {
  const name = hundredths < 0 ? 'minus' : 'plus';
  return `rgb(var(--${name}) / ${Math.min(Math.abs(hundredths) / 200, 1)})`;
}

function showMask() {
  const found = frames.mask[byId('keep').value], whole = frames.mask[0];
  const grids = document.querySelectorAll('#mask g');
  [whole.after, found.mask, found.after].forEach((rows, g) => {
    const cells = grids[g].querySelectorAll('.value');
    rows.flat().forEach((value, i) => {
      cells[i].style.fill = g !== 1 ? colour(value) :
        value ? 'transparent' : 'var(--dropped)';
    });
  });
  set(byId('keep'), {'aria-valuetext': found.keep_prob});
  byId('mask-text').textContent = `keep_prob ${found.keep_prob}: ` +
    `${found.kept.toFixed(1)} % of the nodes are kept, each divided by ` +
    `${found.keep_prob}. Their mean absolute value is ` +
    `${whole.mean.toFixed(3)} before and ${found.mean.toFixed(3)} after.`;
}

for (const grid of document.querySelectorAll('#mask g')) {
  frames.mask[0].mask.forEach((row, y) => row.forEach((_, x) => {
    for (const name of ['cell', 'value']) {
      const cell = document.createElementNS('http://www.w3.org/2000/svg',
                                            'rect');
      set(cell, {class: name, x: 8 * x, y: 8 * y, width: 8, height: 8,
                 style: 'fill: var(--cell); stroke: #8888'});
      grid.append(cell);
    }
  }));
}
for (const [id, show] of [['boundaries', showBoundary],
                          ['stopping', showStopping], ['mask', showMask]]) {
  byId(id).addEventListener('input', show);
  byId(id).hidden = false;
  show();
}
