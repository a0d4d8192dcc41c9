// SPDX-License-Identifier: Apache-2.0
// The decisions on a pool: the newest in a list, and when asked to all that the operator keeps.
import { read } from './api.js';
import { dayOf, el, epoch, moment, number, say } from './dom.js';

/** The newest rows, for a browser takes longer for a hundred than for all charts. */
const FIRST = 30;

/** Those on the pool at that path; mark(decision) shows one in the charts, or none. */
export function decisions(path, mark) {
  const list = el('ol', { id: 'changes', reversed: true });
  const problem = el('p', { class: 'problem', role: 'alert' });
  const all = el('button', { type: 'button', class: 'all', hidden: true, onclick: showAll });
  const none = el('li', {}, 'None yet.');
  /** By time and step; those of which the operator has told no sentence yet have no message. */
  let known = new Map();
  let rows = new Map();
  let isWhole = false;
  let told = '';
  let isDrawn = false;
  let day;
  let now;
  let reading;
  /** Since the last news. */
  let hasRead = false;
  /** Why the last read failed. */
  let reason;

  /** The same object for the same decision, so that what is chosen stays so. */
  function take(at, from, to, message) {
    const key = `${at} ${from} ${to}`;
    const decision = known.get(key) ?? { at: at / 1000, from, to };
    decision.message ??= message;
    return [key, decision];
  }

  const lacks = ({ message }) => message === undefined;

  function row(decision) {
    const choose = (chosen) => () => mark(chosen);
    return el(
      'li',
      { tabindex: '0', onmouseenter: choose(decision), onfocus: choose(decision), onmouseleave: choose(null), onblur: choose(null) },
      el('time', { datetime: new Date(decision.at * 1000).toISOString(), class: 'time' }, moment(decision.at, now)),
      el('span', { class: 'step' }, `${decision.from} → ${decision.to}`),
      el('span', { class: 'sentence' }, decision.message ?? '…'),
    );
  }

  /** What stays is not touched, for somebody may read it. */
  function draw() {
    const newest = [...known.values()].reverse().slice(0, isWhole ? undefined : FIRST);
    rows = new Map(newest.map((decision) => [decision, rows.get(decision) ?? row(decision)]));
    const elements = newest.length > 0 ? [...rows.values()] : [none];
    let next = list.firstChild;
    for (const element of elements) {
      if (element === next) next = next.nextSibling;
      else list.insertBefore(element, next);
    }
    while (next) {
      const gone = next;
      next = next.nextSibling;
      gone.remove();
    }
    all.hidden = newest.length === known.size;
    say(all, `Show all ${number(known.size)}`);
  }

  /** Reads the sentences that are missing; whether it could. */
  function complete() {
    reading ??= read(`${path}/decisions`)
      .then(({ decisions: kept }) => {
        for (const { at, from, to, message } of kept) take(Date.parse(at), from, to, message);
        for (const [decision, element] of rows) say(element.lastChild, decision.message ?? '…');
        reason = undefined;
      })
      .catch((e) => { reason = `The page can't read what the decisions said: ${e.message}`; })
      .then(() => {
        reading = undefined;
        hasRead = true;
        say(problem, reason ?? '');
        return reason === undefined;
      });
    return reading;
  }

  async function showAll() {
    if ([...known.values()].some(lacks) && !(await complete())) {
      problem.scrollIntoView({ block: 'nearest' });
      return;
    }
    isWhole = true;
    draw();
    list.children[FIRST]?.focus();
  }

  return {
    element: el('div', {}, problem, list, all),
    /** What it said, or why that can't be told. */
    sentence: (decision) => decision.message ?? reason ?? '…',
    /** Reads what it said where that is missing, once for each news; none where there is nothing to wait for. */
    ask: (decision) => (lacks(decision) && !hasRead ? complete() : undefined),
    /** Takes those of a timeline, and returns them, oldest first; the list is as it was until it is drawn. */
    update({ earlier = { at: [], from: [], to: [] }, decisions: newest, now: time }) {
      const key = `${earlier.at[0]} ${newest[0]?.at} ${newest.at(-1)?.at} ${earlier.at.length + newest.length} ${dayOf(time)}`;
      if (key !== told) {
        told = key;
        isDrawn = false;
        now = epoch(time);
        // Times of another day have its date.
        if (dayOf(time) !== day) rows.clear();
        day = dayOf(time);
        known = new Map([
          ...earlier.at.map((at, i) => take(at, earlier.from[i], earlier.to[i])),
          ...newest.map(({ at, from, to, message }) => take(Date.parse(at), from, to, message)),
        ]);
      }
      hasRead = false;
      return [...known.values()];
    },
    /** Lists what was taken, and reads what those said that are listed and have not been told. */
    draw() {
      if (!isDrawn) draw();
      isDrawn = true;
      if (reason !== undefined || (isWhole && [...known.values()].some(lacks))) complete();
    },
  };
}
