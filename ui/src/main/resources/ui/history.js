// SPDX-License-Identifier: Apache-2.0
// Who did what to a pool: its events, and who has set its fields last.
import { ask } from './api.js';
import { dayOf, el, epoch, say, timeOfDay } from './dom.js';

function row(deed) {
  const at = `${dayOf(deed.at)} ${timeOfDay(epoch(deed.at))}`;
  return el('tr', {}, el('td', {}, el('time', { datetime: deed.at }, at)), el('th', { scope: 'row' }, deed.who), el('td', { class: 'sentence' }, deed.what));
}

/** A section that asks the cluster each time that it is opened. */
export function history(pool) {
  const status = el('p', { role: 'status' });
  const hint = el('p', { class: 'hint' }, 'A program gives itself the name under “Who”. The audit log of your cluster has users.');
  const found = el('div', { class: 'wide', tabindex: '0', role: 'group', 'aria-label': 'Who did what' });
  const element = el('details', { id: 'history', ontoggle: read }, el('summary', {}, 'Ask the cluster'), hint, status, found);

  async function read() {
    if (!element.open) return;
    say(status, 'Asking…');
    try {
      const answer = await ask(`api/history/${pool.split('/').map(encodeURIComponent).join('/')}`);
      if (!answer.ok) {
        found.replaceChildren();
        say(status, (await answer.text()).trim());
        return;
      }
      const deeds = await answer.json();
      const heads = ['When', 'Who', 'What'].map((name) => el('th', { scope: 'col' }, name));
      found.replaceChildren(el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...deeds.map(row))));
      say(status, deeds.length === 0 ? 'Nothing is known.' : '');
    } catch {
      say(status, 'The command that serves this page does not answer.');
    }
  }

  return { element };
}
