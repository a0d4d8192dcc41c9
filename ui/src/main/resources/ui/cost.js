// SPDX-License-Identifier: Apache-2.0
// What a pool has cost so far.
import { el, number, say } from './dom.js';

// A pool that is small or new has hundredths of an hour.
const hoursOf = (value) => (value < 10 ? String(Math.round(value * 100) / 100) : value < 100 ? String(Math.round(value * 10) / 10) : number(value));

/** A section that is told what was used; the price is the viewer's own. */
export function cost() {
  const hours = el('p');
  const money = el('p', { role: 'status' });
  const price = el('input', { type: 'number', id: 'cost-price', min: '0', step: 'any', oninput: draw });
  const form = el('form', { class: 'filters', onsubmit: (event) => event.preventDefault() }, el('label', { for: price.id }, 'Price of a pod-hour ', price));
  const hint = el('p', { class: 'hint' }, 'A pod that was told to stop no longer counts. What perfect foresight would have needed for the last hour, “What if?” tells.');
  const element = el(
    'div',
    { id: 'cost' },
    hours,
    form,
    money,
    hint,
  );
  let used;

  function draw() {
    if (!used) {
      say(money, '');
      return;
    }
    const all = used.busyPodHours + used.idlePodHours;
    const share = all > 0 ? Math.round((100 * used.idlePodHours) / all) : 0;
    say(hours, `${hoursOf(all)} pod-hours since this operator knows the pool, ${share} % of them idle.`);
    say(money, price.value === '' ? '' : `At that price they cost ${(all * price.value).toFixed(2)}, of which ${(used.idlePodHours * price.value).toFixed(2)} was for idle pods.`);
  }

  return {
    element,
    /** Takes what was used; undefined where nobody knows it, which without says why. */
    take(now, without) {
      used = now;
      form.hidden = !now;
      hint.hidden = !now;
      if (!now) say(hours, without);
      draw();
    },
  };
}
