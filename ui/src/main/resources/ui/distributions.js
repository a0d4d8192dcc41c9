// SPDX-License-Identifier: Apache-2.0
// How long tasks waited and ran in the last hour: the darker a field, the more of its time's tasks.
import { duration, el, number, timeOfDay } from './dom.js';

function field(count, total, label) {
  const cell = el('td', { class: 'heat', title: label }, el('span', { class: 'unseen' }, number(count)));
  // Faint shares are to be seen, too.
  cell.style.setProperty('--share', count === 0 ? '0%' : `${Math.round(15 + (85 * count) / total)}%`);
  return cell;
}

/** Of a bucket, both of its ends. */
function name(limits, i) {
  if (i === 0) return `up to ${duration(limits[0])}`;
  return i < limits.length ? `${duration(limits[i - 1])} to ${duration(limits[i])}` : `over ${duration(limits[i - 1])}`;
}

function heat(title, verb, { limits, steps }, counts) {
  const used = (i) => counts.some((step) => step[i] > 0);
  const buckets = [...Array(limits.length + 1).keys()];
  const low = buckets.find(used);
  if (low === undefined) return el('div', {}, el('h3', {}, title), el('p', {}, 'No task of the last hour was timed.'));
  const shown = buckets.slice(low, buckets.findLast(used) + 1).reverse();
  const totals = counts.map((step) => step.reduce((sum, count) => sum + count, 0));
  const begins = counts.map((_, i) => timeOfDay(steps.from + i * steps.seconds, false));
  return el(
    'div',
    {},
    el('h3', {}, title),
    el(
      'div',
      { class: 'wide', 'data-begin': 'end', tabindex: '0', role: 'group', 'aria-label': title },
      el(
        'table',
        { class: 'heats' },
        el('thead', {}, el('tr', {}, el('td'), ...begins.map((time) => el('th', { scope: 'col' }, time)))),
        el(
          'tbody',
          {},
          ...shown.map((i) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row' }, name(limits, i)),
              ...counts.map((step, at) => field(step[i], totals[at], `${number(step[i])} of ${number(totals[at])} tasks ${verb} ${name(limits, i)}, from ${begins[at]}`)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Waits beside runs; nothing from an operator that does not tell. */
export function distributions(told) {
  if (!told) return [el('p', {}, 'This operator does not tell them.')];
  return [heat('Waited', 'waited', told, told.steps.waits), heat('Ran', 'ran', told, told.steps.runs)];
}
