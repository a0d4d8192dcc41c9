// SPDX-License-Identifier: Apache-2.0
// Workers as tiles, what they run, and what has failed.
import { duration, el, epoch, many, number, svg } from './dom.js';

const KINDS = { busy: 'busy', idle: 'idle', ready: 'idle', cordoned: 'leaving', starting: 'starting' };
const MOST_SLOTS = 64;

/** Slots that have a task; an older operator does not tell what waits in a worker for a slot. */
function slotsBusy(report) {
  return report.slotsBusy ?? report.busy - (report.blocked ?? 0);
}

function slots(report) {
  const taken = slotsBusy(report);
  const shown = Math.min(report.slots, MOST_SLOTS);
  return el(
    'span',
    { class: 'slots', 'aria-hidden': 'true' },
    ...Array.from({ length: shown }, (_, i) =>
      el('span', { class: i < taken ? 'slot on' : i < taken + report.blocked ? 'slot blocked' : 'slot' }),
    ),
  );
}

/** The last part of an image's name, which differs between versions. */
function version(image) {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return name.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@$1');
}

/** What a start waits for now. */
function startsWith({ image, report, secondsToNode, secondsToBegin }, age) {
  if (report) return 'works, not ready yet';
  // An older operator does not tell the parts.
  if (secondsToNode === undefined) return image ? `waits for a node for ${duration(age)}` : `for ${duration(age)}`;
  if (secondsToBegin === undefined) return `waits for its image and containers for ${duration(age - secondsToNode)}`;
  return `runs, not ready for ${duration(age - secondsToBegin)}`;
}

/** How long a start took, and how much of that without a node. */
function started({ secondsToReady, secondsToNode }) {
  return `ready after ${duration(secondsToReady)}${secondsToNode > 0 ? `, ${duration(secondsToNode)} of them without a node` : ''}`;
}

function tile(worker, now) {
  const report = worker.report;
  const age = now - epoch(worker.since);
  const details = [];
  if (report) details.push(`${slotsBusy(report)} of ${many(report.slots, 'slot')} busy`);
  if (report?.blocked) details.push(`${report.blocked} wait for their key`);
  if (report?.ready) details.push(`${report.ready} wait for a slot or the rate`);
  if (report?.resting) details.push(`${report.resting} wait for their next run`);
  if (report?.abandoned) details.push(`${report.abandoned} ignore their end`);
  if (report?.throttled) details.push('rate limit holds it');
  if (worker.state === 'starting') details.push(startsWith(worker, age));
  else if (worker.secondsToReady !== undefined) details.push(`${duration(age)} old`, started(worker));
  const place = [worker.image ? version(worker.image) : '', worker.node ? `on ${worker.node}` : ''].filter(Boolean).join(' ');
  return el(
    'li',
    { class: `tile ${KINDS[worker.state] ?? 'ill'}` },
    el('strong', {}, worker.pod),
    el('span', { class: 'state-word' }, worker.state),
    report ? slots(report) : null,
    el('span', { class: 'details' }, details.join(', ')),
    place ? el('span', { class: 'details', title: worker.image }, place) : null,
    worker.problem ? el('span', { class: 'problem' }, worker.problem) : null,
  );
}

/** All workers. */
export function tiles(workers, now) {
  return workers.length === 0
    ? [el('p', {}, 'There are no pods.')]
    : [el('ul', { class: 'tiles' }, ...workers.map((worker) => tile(worker, now)))];
}

const head = (...names) =>
  el('thead', {}, el('tr', {}, ...names.map((name) => (typeof name === 'string' ? el('th', { scope: 'col' }, name) : el('th', { scope: 'col', class: 'number' }, ...name)))));
const amount = (...children) => el('td', { class: 'number' }, ...children);

/** How much of its limit a run has used, as a bar; its text says the same. */
function share(run) {
  const used = run.limitSeconds > 0 ? Math.min(1, run.seconds / run.limitSeconds) : 0;
  return svg(
    'svg',
    { viewBox: '0 0 100 8', class: `share ${run.stuck ? 'ill' : used > 0.8 ? 'look' : ''}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'limit', width: 100, height: 8 }),
    svg('rect', { class: 'used', width: Math.round(used * 100), height: 8 }),
  );
}

/** As many as the operator tells. */
const MOST_RUNS = 20;

/** The tasks that have run longest, the longest first, against their limit; and workers that don't name theirs. */
export function running(look) {
  const runs = look.running ?? [];
  const silent = older(look.workers, runs);
  if (runs.length === 0) return silent.length > 0 ? silent : [el('p', {}, 'No worker says that it runs a task.')];
  return [
    ...table(runs),
    ...silent,
  ];
}

function table(runs) {
  return [
    el(
      'div',
      { class: 'wide', tabindex: '0', role: 'group', 'aria-label': 'Running tasks' },
      el(
        'table',
        {},
        head('Task', 'Worker', ['Attempt'], ['Runs for'], ['Limit'], 'Used'),
        el(
          'tbody',
          {},
          ...runs.map((run) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row' }, run.task),
              el('td', {}, run.pod),
              amount(number(run.attempt)),
              amount(duration(run.seconds)),
              amount(duration(run.limitSeconds)),
              el('td', {}, share(run), run.stuck ? el('span', { class: 'problem' }, 'stuck: it was told to stop, but continues') : null),
            ),
          ),
        ),
      ),
    ),
  ];
}

/** The longest running task of each worker that says no more: an older one, beside those that name their runs. */
function older(workers, runs) {
  const named = new Set(runs.map((run) => run.pod));
  // Where the list is full, a worker may name runs that are shorter than all in it.
  const least = runs.length < MOST_RUNS ? 0 : runs[runs.length - 1].seconds;
  const busy = workers
    .filter(({ pod, report }) => report && slotsBusy(report) > 0 && !named.has(pod) && report.longestRunSeconds >= least)
    .sort((a, b) => b.report.longestRunSeconds - a.report.longestRunSeconds);
  if (busy.length === 0) return [];
  return [
    el(
      'table',
      {},
      head('Worker', ['Its longest task runs for'], ['Tasks in hand']),
      el(
        'tbody',
        {},
        ...busy.slice(0, MOST_RUNS).map((worker) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, worker.pod),
            amount(`${duration(worker.report.longestRunSeconds)}${worker.report.abandoned ? ', and has passed its limit' : ''}`),
            amount(number(worker.report.busy)),
          ),
        ),
      ),
    ),
  ];
}

/** What failed lately, how, and what the workers that are there have counted. */
export function failures(look, now) {
  const { failures, workers } = look;
  const sum = (key) => workers.reduce((total, worker) => total + (worker.report?.[key] ?? 0), 0);
  const groups = failures.groups ?? [];
  const ago = (iso) => `${duration(Math.max(0, now - epoch(iso)))} ago`;
  const counts = el(
    'p',
    {},
    `${number(failures.failed)} of ${many(failures.finished, 'run')} that ended in the last ${duration(failures.withinSeconds)} failed. ` +
      `The workers that are there have finished ${number(sum('finished'))}, failed ${number(sum('failed'))} and dead-lettered ${number(sum('deadLettered'))} since they started.`,
  );
  if (groups.length === 0) return [counts];
  return [
    counts,
    el(
      'div',
      { class: 'wide', tabindex: '0', role: 'group', 'aria-label': 'Failures' },
      el(
        'table',
        {},
        head('How', ['Times'], ['Now'], ['First'], ['Last'], 'Last task'),
        el(
          'tbody',
          {},
          ...groups.map((group) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row' }, el('strong', {}, group.kind), el('span', { class: 'sentence' }, ` ${group.message}`)),
              amount(number(group.count)),
              amount(`${number(group.perMinute)}/min`),
              amount(ago(group.first)),
              amount(ago(group.last)),
              el('td', {}, group.task),
            ),
          ),
        ),
      ),
    ),
  ];
}
