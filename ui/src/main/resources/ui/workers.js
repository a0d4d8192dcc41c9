// Workers as tiles, what they run, and what has failed.
import { duration, el, epoch, many, number } from './dom.js';

const KINDS = { busy: 'busy', idle: 'idle', ready: 'idle', cordoned: 'leaving', starting: 'starting' };
const MOST_SLOTS = 64;

function slots(report) {
  const shown = Math.min(report.slots, MOST_SLOTS);
  return el(
    'span',
    { class: 'slots', 'aria-hidden': 'true' },
    ...Array.from({ length: shown }, (_, i) =>
      el('span', { class: i < report.busy - report.blocked ? 'slot on' : i < report.busy ? 'slot blocked' : 'slot' }),
    ),
  );
}

function tile(worker, now) {
  const report = worker.report;
  const age = now - epoch(worker.since);
  const details = [];
  if (report) details.push(`${report.busy} of ${many(report.slots, 'slot')} busy`);
  if (report?.blocked) details.push(`${report.blocked} wait for their key`);
  if (report?.abandoned) details.push(`${report.abandoned} ignore their end`);
  if (report?.throttled) details.push('rate limit holds it');
  if (worker.state === 'starting') details.push(`for ${duration(age)}`);
  else if (worker.secondsToReady !== undefined) details.push(`${duration(age)} old, ready after ${duration(worker.secondsToReady)}`);
  return el(
    'li',
    { class: `tile ${KINDS[worker.state] ?? 'ill'}` },
    el('strong', {}, worker.pod),
    el('span', { class: 'state-word' }, worker.state),
    report ? slots(report) : null,
    el('span', { class: 'details' }, details.join(', ')),
    worker.problem ? el('span', { class: 'problem' }, worker.problem) : null,
  );
}

/** All workers. */
export function tiles(workers, now) {
  return workers.length === 0
    ? [el('p', {}, 'There are no pods.')]
    : [el('ul', { class: 'tiles' }, ...workers.map((worker) => tile(worker, now)))];
}

/** The longest running task of each worker, the longest first. */
export function running(workers) {
  const busy = workers
    .filter((worker) => worker.report && worker.report.busy > 0)
    .sort((a, b) => b.report.longestRunSeconds - a.report.longestRunSeconds);
  if (busy.length === 0) return [el('p', {}, 'No worker says that it runs a task.')];
  return [
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Worker'), el('th', { scope: 'col', class: 'number' }, 'Its longest task runs for'), el('th', { scope: 'col', class: 'number' }, 'Tasks in hand'))),
      el(
        'tbody',
        {},
        ...busy.slice(0, 20).map((worker) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, worker.pod),
            el('td', { class: 'number' }, `${duration(worker.report.longestRunSeconds)}${worker.report.abandoned ? ', and has passed its limit' : ''}`),
            el('td', { class: 'number' }, number(worker.report.busy)),
          ),
        ),
      ),
    ),
  ];
}

/** What failed lately, and what the workers that are there have counted. */
export function failures(failures, workers) {
  const sum = (key) => workers.reduce((total, worker) => total + (worker.report?.[key] ?? 0), 0);
  return [
    el(
      'p',
      {},
      `${number(failures.failed)} of ${many(failures.finished, 'run')} that ended in the last ${duration(failures.withinSeconds)} failed. ` +
        `The workers that are there have finished ${number(sum('finished'))}, failed ${number(sum('failed'))} and dead-lettered ${number(sum('deadLettered'))} since they started.`,
    ),
  ];
}
