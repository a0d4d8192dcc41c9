// SPDX-License-Identifier: Apache-2.0
// Why this many pods: the decision as arithmetic, with the numbers of now.
import { duration, el, many, number, rate } from './dom.js';

function line(what, pods, kind) {
  return el('tr', { class: kind }, el('td', {}, what), el('td', { class: 'number' }, pods));
}

/** Reasons that no limit or guard stands behind, though tasks alone call for another number. */
const BESIDE_DEMAND = {
  ScaleFromZero: 'The pool is empty and has something to do, so it begins.',
  Doubling: 'All slots are busy and waits grow, though nothing that is counted says why; so the pool tries more pods.',
  Surplus: 'For as long as the pool holds surplus pods, it needed fewer, so it gives some back.',
};

/** While no task was timed, a slot for each; undefined when that does not count. */
function podsForTasks(a) {
  const pods = Math.ceil((a.waiting + a.inFlight) / a.slotsPerPod);
  return !a.measured && a.demand > Math.max(a.podsForArrivals, a.podsForQueue) ? pods : undefined;
}

/** What tasks call for without a limit on how many can run. */
function uncapped(a) {
  return Math.max(Math.min(a.podsForArrivals, a.podsOfUse), Math.min(a.podsForQueue, a.podsOfUse), podsForTasks(a) ?? 0);
}

/** What had the last word, and what would be without it. */
function verdict(a) {
  if (a.reason === 'Paused') return `spec.mode pauses the pool, so it keeps ${many(a.decided, 'pod')} whatever tasks call for.`;
  if (a.reason === 'Advised') return `spec.mode only lets the operator advise, so the pool keeps ${many(a.decided, 'pod')}. Without that and other limits it would have ${number(a.guarded)}.`;
  if (a.reason === 'Pinned') return `The pool is pinned at ${many(a.decided, 'pod')}. Without that it would have ${number(a.guarded)}.`;
  if (a.binds === 'nothing') return BESIDE_DEMAND[a.reason] ?? 'Nothing else has a say: the pool has what arrives and waits calls for.';
  const who = a.binds === 'limit' ? a.reason : `${a.reason}, a ${a.binds},`;
  const without = [a.guarded, a.demand, uncapped(a)].find((pods) => pods !== a.decided);
  return `${who} has the last word. ${without === undefined ? 'Without it the pool would have as many.' : `Without it the pool would have ${many(without, 'pod')}.`}`;
}

function bounds(a) {
  if (a.reason === 'Paused' || a.reason === 'Advised') return 'spec.mode keeps what is there';
  if (a.reason === 'Pinned') return `spec.replicas pins ${number(a.pinned)}`;
  return `minReplicas is ${number(a.minReplicas)}, maxReplicas ${number(a.maxReplicas)}`;
}

/** The rows of arithmetic. */
export function why(a) {
  const takes = `each takes ${duration(a.taskSeconds)}${a.measured ? '' : ' (assumed: none was timed yet)'}`;
  const rows = [
    line(`${rate(a.arrivalRate)} arrive and ${takes}: ${number(a.busySlots)} run at once. With room for chance, pods of ${many(a.slotsPerPod, 'slot')}`, number(a.podsForArrivals)),
    line(`${number(a.waiting)} wait; when new pods are ready, in ${duration(a.timeToReadySeconds)}, ${number(a.queued)} will. To work them off within ${duration(a.drainSeconds)} beside the arrivals`, number(a.podsForQueue)),
    line('More than these would find no task', number(a.podsOfUse)),
  ];
  if (a.podsOfRateLimit !== undefined) rows.push(line('More than these would start no more tasks under the rate limit', number(a.podsOfRateLimit)));
  if (a.podsOfKeys !== undefined) rows.push(line('More than these would run no more ordering keys at once', number(a.podsOfKeys)));
  if (podsForTasks(a) !== undefined) rows.push(line('No task was timed yet, so each existing task gets a slot', number(podsForTasks(a))));
  rows.push(line('So tasks call for', number(a.demand), 'sum'));
  rows.push(line(a.guarded === a.demand ? 'No precaution changes that' : 'After precautions: what was needed lately, what can be seen, how fast a pool may grow', number(a.guarded), 'sum'));
  rows.push(line(`After what you have set: ${bounds(a)}`, number(a.decided), 'sum'));
  return [
    el('p', {}, verdict(a)),
    el('table', { class: 'arithmetic' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Because'), el('th', { scope: 'col', class: 'number' }, 'Pods'))), el('tbody', {}, ...rows)),
  ];
}
