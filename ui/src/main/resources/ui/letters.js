// SPDX-License-Identifier: Apache-2.0
// Dead letters: found when asked for, their payloads hidden until asked for; redriven or purged, all
// that are listed or one, with their number first.
import { ask } from './api.js';
import { el, many, say } from './dom.js';

const VERBS = {
  redrive: { name: 'Redrive', effect: 'The command publishes each task again, to the topic of the subscription on which it failed, and removes its letter once Pub/Sub has stored the task.' },
  purge: { name: 'Purge', effect: 'A purge deletes the letters permanently.' },
};
const STORY = {
  errorClass: 'kind of error',
  errorMessage: 'error',
  attempts: 'attempts',
  redrives: 'redriven before',
  firstSeen: 'first seen',
  publishTime: 'published',
  deadSince: 'given up',
  subscription: 'failed on',
  messageId: 'message',
  pod: 'pod',
  image: 'image',
  orderingKey: 'ordering key',
  previousErrors: 'errors before',
  output: 'end of its output',
};
const NO_ANSWER = 'The command that serves this page does not answer.';

/** The section of one pool. */
export function letters(pool) {
  const path = `api/dead-letters/${pool.split('/').map(encodeURIComponent).join('/')}`;
  const match = el('input', { type: 'search', id: 'letters-match' });
  const find = el('button', { type: 'submit' }, 'Look for dead letters');
  const status = el('p', { role: 'status' });
  const all = el('p', { class: 'ranges' });
  const list = el('div', { id: 'letters-list' });
  const title = el('h3', { id: 'letters-title' });
  const effect = el('p');
  const command = el('code', { class: 'long', tabindex: '0' });
  const yes = el('button', { type: 'submit' });
  const dialog = el(
    'dialog',
    { 'aria-labelledby': 'letters-title' },
    el('form', { method: 'dialog', onsubmit: perform }, title, effect, el('p', {}, 'The same by hand: ', command), el('p', { class: 'ranges' }, yes, el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel'))),
  );
  const element = el(
    'div',
    { id: 'letters' },
    el('p', { class: 'hint' }, 'With your own Google credentials, from the command’s machine. Looking takes about half a minute, and all letters stay where they are; to Pub/Sub it is one more delivery of each.'),
    el('form', { class: 'filters', onsubmit: look }, el('label', { for: 'letters-match' }, 'With ', match), find),
    status,
    all,
    list,
    dialog,
  );
  let found = { letters: [] };
  let asked;

  async function call(query, options) {
    try {
      const answer = await ask(`${path}${query}`, options);
      if (answer.ok) return answer;
      say(status, (await answer.text()).trim());
    } catch {
      say(status, NO_ANSWER);
    }
    return undefined;
  }

  async function look(event) {
    event?.preventDefault();
    find.disabled = true;
    say(status, 'Looking…');
    const answer = await call(`?match=${encodeURIComponent(match.value.trim())}`);
    if (answer) {
      found = await answer.json();
      draw();
    }
    find.disabled = false;
    if (document.activeElement === document.body) find.focus();
  }

  function draw() {
    const count = found.letters.length;
    const among = found.looked === count ? '' : ` of ${found.looked} that were looked at`;
    say(status, `${many(count, 'letter')}${among}${found.full ? '; there may be more' : ''}. ${found.others ? `${many(found.others, 'letter')} that failed on another subscription ${found.others === 1 ? 'is' : 'are'} not shown. ` : ''}What somebody else holds at the moment is not among them.`);
    const offers = found.mayChange && count > 0 ? Object.keys(VERBS) : [];
    all.replaceChildren(...offers.map((action) => el('button', { type: 'button', onclick: () => confirm(action, found.letters) }, `${VERBS[action].name} ${count === 1 ? 'it' : `all ${count}`}`)));
    list.replaceChildren(...(count === 0 ? [] : [el('ol', { class: 'letters' }, ...found.letters.map(row))]));
  }

  function row(letter) {
    const story = el('div', { class: 'story' });
    const error = letter.deadLetter === false ? 'not a dead letter' : [letter.errorClass, letter.errorMessage].filter(Boolean).join(': ') || 'unknown error';
    return el(
      'li',
      {},
      el('details', { ontoggle: (event) => event.target.open && story.childElementCount === 0 && show(letter, story) }, el('summary', {}, el('span', { class: 'sentence' }, error), el('span', { class: 'time' }, ` ${letter.deadSince}, ${Number(letter.attempts) > 0 ? many(Number(letter.attempts), 'attempt') : 'attempts unknown'}`)), story),
    );
  }

  async function show(letter, story) {
    story.replaceChildren(el('p', {}, '…'));
    const answer = await call(`?id=${encodeURIComponent(letter.id)}`);
    if (!answer) {
      story.replaceChildren();
      return;
    }
    const page = await answer.json();
    const facts = [['letter', page.id], ...Object.entries(STORY).map(([name, words]) => [words, page[name]]), ...Object.entries(page.attributes).map(([name, value]) => [`attribute ${name}`, value])];
    const payload = el('pre', { hidden: true, tabindex: '0' }, page.data);
    const reveal = el('button', { type: 'button', 'aria-expanded': 'false', onclick: () => {
      payload.hidden = !payload.hidden;
      reveal.setAttribute('aria-expanded', String(!payload.hidden));
      say(reveal, payload.hidden ? 'Show the payload' : 'Hide the payload');
    } }, 'Show the payload');
    const acts = found.mayChange ? Object.keys(VERBS).map((action) => el('button', { type: 'button', onclick: () => confirm(action, [letter]) }, VERBS[action].name)) : [];
    story.replaceChildren(
      el('dl', { class: 'facts' }, ...facts.filter(([, value]) => value !== undefined && value !== '' && value !== 0).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', { class: 'sentence' }, String(value))))),
      el('p', { class: 'ranges' }, reveal, ...acts),
      payload,
    );
  }

  function confirm(action, meant) {
    asked = { action, ids: meant.map((letter) => letter.id) };
    say(title, `${VERBS[action].name} ${many(meant.length, 'letter')} of ${pool}?`);
    say(effect, `${VERBS[action].effect} Letters that come meanwhile stay.`);
    say(command, found.command.replace('ACTION', action).replace('IDS', asked.ids.join(' ')));
    say(yes, VERBS[action].name);
    dialog.showModal();
    yes.focus();
  }

  async function perform() {
    say(status, '…');
    const answer = await call('', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) });
    if (!answer) return;
    const done = await answer.json();
    const gone = new Set(done.gone);
    found.letters = found.letters.filter((letter) => !gone.has(letter.id));
    found.looked = found.letters.length;
    draw();
    say(status, done.sentence);
  }

  return { element };
}
