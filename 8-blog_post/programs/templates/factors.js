// What libraries/factors.py and libraries/translate.py compute, from the same
// kept factors. Nothing here knows the page.
function strengthFor(entry, lambtha, m, alpha) {
  if (entry.factor === null || entry.factor < 0) return null;
  const ratio = lambtha / (entry.factor * m ** entry.m * alpha ** entry.alpha);
  if (entry.strength === 1) return ratio;
  return ratio ? 1 / ratio : null;
}

function lambthaFor(entry, strength, m, alpha) {
  if (entry.factor === null || (strength === 0 && entry.strength < 0)) {
    return null;
  }
  return entry.factor * strength ** entry.strength * m ** entry.m *
    alpha ** entry.alpha;
}

function amountFor(entry, keepProb) {
  return entry.sets === 'keep_prob' ? keepProb : 1 - keepProb;
}

function waitingFor(entry, threshold, patience) {
  const rule = entry.rule;
  if (rule === null || rule.first === 'miss') return null;
  patience -= rule.more;
  if (patience < entry.lowest_patience) return null;
  if (threshold && (!entry.threshold || rule.unit !== 'absolute' ||
                    rule.best !== 'counted')) return null;
  if (rule.tie) {
    if (!entry.threshold || rule.unit === 'other') return null;
    threshold += 1e-9;  // more than the rounding of costs near 1
  }
  return [patience, threshold];
}

function ourWaiting(entry, threshold, patience) {
  const rule = entry.rule;
  if (rule === null || patience < entry.lowest_patience ||
      (threshold && rule.unit === 'other')) return null;
  return [patience + rule.more, threshold];
}

// As Python writes it: twelve digits, no more than are needed.
function short(value, whole) {
  const number = Number(value.toPrecision(12));
  const text = String(number);
  if (whole) return text;
  const size = Math.abs(number);
  if (size && (size < 1e-4 || size >= 1e16)) {
    return number.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(number) ? text + '.0' : text;
}

function filled(code, values) {
  return code.replace(/\$(\w+)/g, (_, name) => values[name]);
}

// Our numbers in a library: its code, '' if it cannot be said.
function saidThere(entry, ours) {
  if (entry.kind === 'decay' || entry.kind === 'minimum') {
    const strength = strengthFor(entry, ours.lambtha, ours.m, ours.alpha);
    if (!entry.code || strength === null) return '';
    return filled(entry.code, {
      strength: short(strength), alpha: short(ours.alpha)});
  }
  if (entry.kind === 'dropout') {
    return filled(entry.code, {
      amount: short(amountFor(entry, ours.keep_prob))});
  }
  const found = waitingFor(entry, ours.threshold, ours.patience);
  return found === null ? '' : filled(entry.code, {
    patience: short(found[0], true), threshold: short(found[1])});
}

// A library's numbers in ours: [name, text] pairs, none if no numbers do it.
function saidHere(entry, theirs) {
  if (entry.kind === 'decay' || entry.kind === 'minimum') {
    const lambtha = lambthaFor(entry, theirs.weight_decay, theirs.m,
                               theirs.alpha);
    return lambtha === null ? [] : [['lambtha', short(lambtha)]];
  }
  if (entry.kind === 'dropout') {
    return [['keep_prob', short(amountFor(entry, theirs.dropout))]];
  }
  const found = ourWaiting(entry, theirs.threshold, theirs.patience);
  return found === null ? [] : [['patience', short(found[0], true)],
                                ['threshold', short(found[1])]];
}
