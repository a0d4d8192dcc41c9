// SPDX-License-Identifier: Apache-2.0
// The last hour again, with other settings.
import { ask } from './api.js';
import { duration, el, number, say } from './dom.js';

const FIELDS = [
  ['maxWaitSeconds', 'Longest wait, seconds'],
  ['drainWithinSeconds', 'Drain within, seconds'],
  ['minReplicas', 'Fewest pods'],
  ['maxReplicas', 'Most pods'],
  ['concurrency', 'Tasks at once in a pod'],
];
const PLAYS = { now: 'As it is set', changed: 'With your changes', foresight: 'With perfect foresight' };
const COLUMNS = ['', 'Half waited up to', '99 of 100', 'Longest', 'In time', 'Pod-hours', 'Idle'];

const percent = (part) => `${(100 * part).toFixed(part === 1 || part === 0 ? 0 : 1)} %`;

function row({ name, score }, price) {
  const cells = [
    duration(score.wait.p50),
    duration(score.wait.p99),
    duration(score.wait.max),
    percent(score.withinMaxWait),
    score.podHours.toFixed(2),
    percent(score.podHours === 0 ? 0 : score.idlePodHours / score.podHours),
  ];
  if (price) cells.push((score.podHours * price).toFixed(2));
  return el('tr', { class: name === 'changed' ? 'sum' : undefined }, el('th', { scope: 'row' }, PLAYS[name]), ...cells.map((text) => el('td', { class: 'number' }, text)));
}

function table(played, price) {
  const columns = price ? [...COLUMNS, 'Money'] : COLUMNS;
  return [
    el('p', {}, `${number(played.minutes)} minutes, in which the pool used ${played.podHours.toFixed(2)} pod-hours in truth.`),
    el(
      'div',
      { class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'What the hour came to' },
      el('table', {}, el('thead', {}, el('tr', {}, ...columns.map((text, i) => (i === 0 ? el('td') : el('th', { scope: 'col', class: 'number' }, text))))), el('tbody', {}, ...played.plays.map((play) => row(play, price)))),
    ),
  ];
}

/** The form and what comes of it, for one pool. */
export function whatIf(pool) {
  const path = `api/pools/${pool.split('/').map(encodeURIComponent).join('/')}/what-if`;
  const inputs = FIELDS.map(([name, label]) => {
    const input = el('input', { type: 'number', id: `what-if-${name}`, name, min: name === 'minReplicas' ? '0' : '1', step: 'any' });
    return { input, element: el('label', { for: input.id }, label, ' ', input) };
  });
  const price = el('input', { type: 'number', id: 'what-if-price', min: '0', step: 'any', oninput: draw });
  const status = el('p', { role: 'status' });
  const result = el('div', { id: 'what-if-result' });
  const button = el('button', { type: 'submit' }, 'Play the last hour again');
  const form = el('form', { class: 'filters', onsubmit: play }, ...inputs.map((each) => each.element), el('label', { for: price.id }, 'Price of a pod-hour ', price), button);
  const element = el(
    'div',
    { id: 'what-if' },
    el('p', { class: 'hint' }, 'The decision that runs in production plays the hour again, with the tasks that came and the settings that you change here. An empty field keeps its setting. The cluster does not change.'),
    form,
    status,
    result,
  );

  let played;
  function draw() {
    if (played) result.replaceChildren(...table(played, Number(price.value)));
  }

  async function play(event) {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const { input } of inputs) if (input.value !== '') query.set(input.name, input.value);
    button.disabled = true;
    say(status, 'Playing…');
    try {
      const answer = await ask(`${path}?${query}`);
      if (answer.ok) {
        played = await answer.json();
        draw();
        const { settings } = played.plays[0];
        for (const { input } of inputs) input.placeholder = settings[input.name];
        say(status, '');
      } else {
        played = undefined;
        result.replaceChildren();
        say(status, (await answer.text()).trim());
      }
    } catch {
      say(status, 'The command that serves this page does not answer.');
    }
    button.disabled = false;
    if (document.activeElement === document.body) button.focus();
  }

  return { element };
}
