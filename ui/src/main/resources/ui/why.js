// Why this many pods: the decision as arithmetic, with the numbers of now.
import { duration, el, many, number, rate } from './dom.js';

function line(what, pods, kind) {
  return el('tr', { class: kind }, el('td', {}, what), el('td', { class: 'number' }, pods));
}

/** What had the last word, and what would be without it. */
function verdict(a) {
  if (a.pinned !== undefined) return `The pool is pinned at ${many(a.pinned, 'pod')}. Without that it would have ${number(a.guarded)}.`;
  if (a.decided !== a.guarded) return `${a.reason} has the last word. Without it the pool would have ${many(a.guarded, 'pod')}.`;
  if (a.binds !== 'nothing' && a.guarded !== a.demand)
    return `${a.reason}, a ${a.binds}, has the last word. Without it the pool would have ${many(a.demand, 'pod')}.`;
  return 'Nothing else has a say: the pool has what arrives and waits calls for.';
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
  rows.push(line('So tasks call for', number(a.demand), 'sum'));
  rows.push(line(a.guarded === a.demand ? 'No precaution changes that' : 'After precautions: what was needed lately, what can be seen, how fast a pool may grow', number(a.guarded), 'sum'));
  const bounds = a.pinned !== undefined ? `spec.replicas pins ${number(a.pinned)}` : `minReplicas is ${number(a.minReplicas)}, maxReplicas ${number(a.maxReplicas)}`;
  rows.push(line(`After what you have set: ${bounds}`, number(a.decided), 'sum'));
  return [
    el('p', {}, verdict(a)),
    el('table', { class: 'arithmetic' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Because'), el('th', { scope: 'col', class: 'number' }, 'Pods'))), el('tbody', {}, ...rows)),
  ];
}
