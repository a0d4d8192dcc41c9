// SPDX-License-Identifier: Apache-2.0
// What may be done to a pool: said first, with the line of kubectl that does the same, then done.
import { ask as send } from './api.js';
import { el, say } from './dom.js';

const NAMES = { pause: 'Pause', advise: 'Only advise', resume: 'Resume', pin: 'Pin', release: 'Release', drain: 'Drain a worker' };

/** The buttons of one pool; update() asks anew what may be done, present() tells its pods, workers() their names. */
export function actions(pool, present, workers) {
  const path = `api/actions/${pool.split('/').map(encodeURIComponent).join('/')}`;
  const buttons = el('div', { class: 'ranges' });
  const result = el('p', { role: 'status' });
  const title = el('h3', { id: 'action-title' });
  const effect = el('p');
  const command = el('code');
  const pods = el('input', { type: 'number', id: 'action-pods', min: '0', max: '10000', required: true, oninput: line });
  const number = el('p', {}, el('label', { for: 'action-pods' }, 'Pods '), pods);
  const worker = el('select', { id: 'action-worker', required: true, onchange: line });
  const which = el('p', {}, el('label', { for: 'action-worker' }, 'Worker '), worker);
  const dialog = el(
    'dialog',
    { 'aria-labelledby': 'action-title' },
    el(
      'form',
      { method: 'dialog', onsubmit: perform },
      title,
      effect,
      number,
      which,
      el('p', {}, 'The same by hand: ', command),
      el('p', { class: 'ranges' }, el('button', { type: 'submit' }, 'Do it'), el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel')),
    ),
  );
  const element = el('div', { id: 'actions' }, buttons, result, dialog);
  let shown = '';
  let isUnknown = false;
  let offer;

  function line() {
    const text = offer.action === 'drain' ? offer.command.replace('POD', worker.value || 'POD') : offer.command;
    say(command, offer.asksForPods ? text.replace(/N$/, pods.value || 'N') : text);
  }

  function ask(chosen) {
    offer = chosen;
    const isDrain = offer.action === 'drain';
    say(title, isDrain ? `Drain a worker of ${pool}?` : `${NAMES[offer.action]} ${pool}?`);
    say(effect, offer.effect);
    number.hidden = !offer.asksForPods;
    pods.disabled = !offer.asksForPods;
    pods.value = present() ?? '';
    which.hidden = !isDrain;
    worker.disabled = !isDrain;
    if (isDrain) worker.replaceChildren(...workers().map((name) => el('option', { value: name }, name)));
    line();
    dialog.showModal();
    if (offer.asksForPods) pods.select();
  }

  async function perform() {
    if (offer.asksForPods && pods.value === '') return;
    if (offer.action === 'drain' && worker.value === '') return;
    say(result, '…');
    const body = { action: offer.action };
    if (offer.asksForPods) body.pods = Number(pods.value);
    if (offer.action === 'drain') body.worker = worker.value;
    try {
      const answer = await send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
      say(result, (await answer.text()).trim());
    } catch {
      say(result, 'The command that serves this page does not answer.');
    }
    await update();
  }

  async function update() {
    if (dialog.open) return;
    let offers;
    try {
      const answer = await send(path);
      if (!answer.ok) {
        isUnknown = true;
        say(result, (await answer.text()).trim());
        return;
      }
      offers = await answer.json();
    } catch {
      return;
    }
    if (isUnknown) say(result, '');
    isUnknown = false;
    const key = JSON.stringify(offers.map((each) => each.action));
    const focused = document.activeElement;
    const focus = buttons.contains(focused) ? focused.textContent : '';
    if (key !== shown) {
      shown = key;
      buttons.replaceChildren(...offers.map((each, i) => el('button', { type: 'button', onclick: () => ask(buttons.offers[i]) }, NAMES[each.action])));
      if (focus) [...buttons.children].find((button) => button.textContent === focus)?.focus();
    }
    buttons.offers = offers;
    if (offers.length === 0) say(result, 'You may not change this pool.');
  }

  return { element, update };
}
