// What may be done to a pool: said first, with the line of kubectl that does the same, then done.
import { ask as send } from './api.js';
import { el, say } from './dom.js';

const NAMES = { pause: 'Pause', advise: 'Only advise', resume: 'Resume', pin: 'Pin', release: 'Release' };

/** The buttons of one pool; update() asks anew what may be done, present() tells its pods. */
export function actions(pool, present) {
  const path = `api/actions/${pool.split('/').map(encodeURIComponent).join('/')}`;
  const buttons = el('div', { class: 'ranges' });
  const result = el('p', { role: 'status' });
  const title = el('h3', { id: 'action-title' });
  const effect = el('p');
  const command = el('code');
  const pods = el('input', { type: 'number', id: 'action-pods', min: '0', max: '10000', required: true, oninput: line });
  const number = el('p', {}, el('label', { for: 'action-pods' }, 'Pods '), pods);
  const dialog = el(
    'dialog',
    { 'aria-labelledby': 'action-title' },
    el(
      'form',
      { method: 'dialog', onsubmit: perform },
      title,
      effect,
      number,
      el('p', {}, 'The same by hand: ', command),
      el('p', { class: 'ranges' }, el('button', { type: 'submit' }, 'Do it'), el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel')),
    ),
  );
  const element = el('div', { id: 'actions' }, buttons, result, dialog);
  let shown = '';
  let isUnknown = false;
  let offer;

  function line() {
    say(command, offer.asksForPods ? offer.command.replace(/N$/, pods.value || 'N') : offer.command);
  }

  function ask(chosen) {
    offer = chosen;
    say(title, `${NAMES[offer.action]} ${pool}?`);
    say(effect, offer.effect);
    number.hidden = !offer.asksForPods;
    pods.disabled = !offer.asksForPods;
    pods.value = present() ?? '';
    line();
    dialog.showModal();
    if (offer.asksForPods) pods.select();
  }

  async function perform() {
    if (offer.asksForPods && pods.value === '') return;
    say(result, '…');
    const body = offer.asksForPods ? { action: offer.action, pods: Number(pods.value) } : { action: offer.action };
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
    if (offers.length === 0) say(result, 'You may not change this pool, or this page is for reading only.');
  }

  return { element, update };
}
