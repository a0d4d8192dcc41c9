// SPDX-License-Identifier: Apache-2.0
// One pool: its timeline, why it has so many pods, its workers, and how far all that can be trusted.
import { actions } from './actions.js';
import { read } from './api.js';
import { chart, pointedAt, sizeOf } from './charts.js';
import { cost } from './cost.js';
import { distributions } from './distributions.js';
import { decisions } from './decisions.js';
import { duration, el, epoch, many, moment, number, rate, say } from './dom.js';
import { history } from './history.js';
import { letters } from './letters.js';
import { unwatched } from './pools.js';
import { failures, running, tiles } from './workers.js';
import { whatIf } from './whatif.js';
import { why } from './why.js';

const RANGES = [[300, '5 min'], [900, '15 min'], [3600, '1 h'], [21_600, '6 h'], [86_400, '24 h']];
/** Seconds; less has hardly a point. */
const CLOSEST = 30;
const HOW_TO_POINT = 'Point at a chart for its numbers, and at a mark for the decision.';

const section = (id, title, ...children) =>
  el('section', { 'aria-labelledby': `${id}-title` }, el('h2', { id: `${id}-title` }, title), ...children);

const item = (name) => {
  const value = el('dd', {}, '–');
  return { element: el('div', {}, el('dt', {}, name), value), value };
};

/** Whether the workers of a pool report; not of one with a handler of its own, or that the operator does not follow. */
const reports = (look) => look?.trust.workersHeard !== undefined;

/** What is wanted where it is another number than is asked for, with the end of each such step. */
const beyond = (wanted, desired) => wanted.map((pods, i) => (pods !== desired[i] || (i > 0 && wanted[i - 1] !== desired[i - 1]) ? pods : null));

/** Fills a part anew, and leaves whoever reads it where they are: with the focus, and scrolled; what begins at its end shows that first. */
function refill(part, ...children) {
  const places = () => [...part.querySelectorAll('.wide')];
  const before = places();
  const focused = before.indexOf(document.activeElement);
  const scrolled = before.map((place) => place.scrollLeft);
  part.replaceChildren(...children);
  places().forEach((place, i) => {
    const left = scrolled[i] ?? (place.dataset.begin === 'end' ? place.scrollWidth : 0);
    // To set it has the browser lay out the page.
    if (left > 0) place.scrollLeft = left;
    if (i === focused) place.focus({ preventScroll: true });
  });
}

/** Resolves when what was drawn is seen; at once in a hidden tab, where nothing is drawn. */
const seen = () => (document.hidden ? Promise.resolve() : new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); }));

/** A pool without a row, by what is told of its namespace: its state, and a sentence where it was seen before and where not. */
function absent(pool, told) {
  const namespace = pool.split('/')[0];
  if (told === 'unwatched') {
    const why = unwatched(namespace);
    return { state: 'not watched', before: why, never: why };
  }
  if (told === 'all') return { state: 'not there', before: 'This pool is gone.', never: 'There is no such pool here.' };
  const unknown = "Whether this pool is there can't be told now.";
  return { state: 'not known', before: unknown, never: unknown };
}

/** The view of the pool NAMESPACE/NAME; tellsOf() says what is told of the pools of a namespace: 'all', 'nothing' or 'unwatched'. */
export function poolView(pool, rows, tellsOf) {
  const path = `api/pools/${pool.split('/').map(encodeURIComponent).join('/')}`;
  const readBoth = () => Promise.all([read(path), read(`${path}/timeline`)]);
  // The answer comes while the page is built.
  let ahead = rows.has(pool) ? readBoth() : undefined;
  const view = { bands: [], changes: [], chosen: null };
  const now = { waiting: item('waiting'), running: item('running'), pods: item('pods ready'), wait: item('oldest wait'), flow: item('in, out') };
  const state = el('span', { class: 'state' });
  const decision = el('p', { id: 'decision' });
  const known = el('p', { class: 'hint' });
  const problem = el('p', { class: 'problem', role: 'alert' });
  const parts = Object.fromEntries(['why', 'workers', 'running', 'failures', 'distributions', 'trust'].map((name) => [name, el('div', { id: name })]));
  const canvases = Object.fromEntries(['rates', 'tasks', 'pods', 'waits'].map((name) => [name, el('div', { id: `${name}-chart`, class: name === 'tasks' ? 'chart tall' : 'chart', role: 'img' })]));
  const decided = decisions(path, (change) => choose(change, HOW_TO_POINT));
  const ranges = el('div', { class: 'ranges', role: 'group', 'aria-label': 'Time shown' });
  const press = [];
  const acts = actions(pool, () => (rows.get(pool)?.now ?? rows.get(pool)?.status)?.desired, () => workers);
  const costs = cost();
  // Hidden until the page says that it has them.
  const extras = {
    deadLetters: section('dead-letters', 'Dead letters', letters(pool).element),
    actions: section('actions', 'Actions', acts.element),
    history: section('history', 'Who did what?', history(pool).element),
  };
  let workers = [];
  let timeline;
  let seconds = 900;
  let zoom = null;
  let drawing = false;
  let plots;
  let reading = false;
  let offering = false;
  let again = false;
  let isOver = false;
  let isClosed = false;
  let has;

  for (const part of Object.values(extras)) part.hidden = true;

  for (const [length, name] of RANGES) {
    const button = el('button', { type: 'button', onclick: () => show(length) }, name);
    press.push(() => button.setAttribute('aria-pressed', String(!zoom && length === seconds)));
    ranges.append(button);
  }
  scale();
  // What a drag does, for who has no mouse.
  const looks = el(
    'div',
    { class: 'ranges', role: 'group', 'aria-label': 'Part shown' },
    el('button', { type: 'button', onclick: () => look(-0.5, 1) }, 'Earlier'),
    el('button', { type: 'button', onclick: () => look(0.5, 1) }, 'Later'),
    el('button', { type: 'button', onclick: () => look(0, 0.5) }, 'Closer'),
  );

  const pointed = el('p', { id: 'pointed', class: 'hint' }, HOW_TO_POINT);
  const figures = el('dl', { id: 'now' }, ...Object.values(now).map((each) => each.element));
  // What the operator alone tells; hidden until it has: the charts, and what is below them.
  const timed = {
    times: el('div', { class: 'times' }, ranges, looks),
    pointed,
    tasks: section('tasks', 'Tasks that are not done', canvases.tasks),
    pods: section('pods', 'Pods', canvases.pods),
    waits: section('waits', 'Wait, seconds', canvases.waits),
    rates: section('rates', 'Tasks per second', canvases.rates),
    hint: el('p', { class: 'hint' }, 'Drag over a chart to look closer; double-click, or choose a time, to look wider. Earlier, Later, and Closer need no mouse. Points older than a quarter of an hour are the highest of five minutes. Waits are counted in steps, such as 30 to 60 s: a wait between two of them is a guess.'),
    known,
  };
  const told = {
    why: section('why', 'Why this many?', parts.why),
    whatIf: section('whatif', 'What if?', whatIf(pool).element),
    workers: section('workers', 'Workers', parts.workers),
    running: section('running', 'Running tasks', parts.running),
    failures: section('failures', 'Failures', parts.failures),
    distributions: section('distributions', 'How long tasks waited and ran', parts.distributions),
    trust: section('trust', 'Can I trust this?', parts.trust),
    cost: section('cost', 'Cost', costs.element),
    changes: section('changes', 'Decisions', decided.element),
  };
  const reveal = (parts, isThere) => { for (const part of Object.values(parts)) part.hidden = !isThere; };
  reveal(timed, false);
  reveal(told, false);

  const element = el(
    'article',
    {},
    el('h1', {}, pool, ' ', state),
    problem,
    figures,
    decision,
    // What is pointed at stays in sight beside these, and no longer.
    el('div', {}, timed.times, timed.pointed, timed.tasks, timed.pods, timed.waits, timed.rates, timed.hint),
    timed.known,
    told.why,
    told.whatIf,
    told.workers,
    told.running,
    told.failures,
    told.distributions,
    extras.deadLetters,
    told.trust,
    extras.actions,
    told.cost,
    extras.history,
    told.changes,
  );

  function open() {
    const whole = number;
    const sizes = Object.fromEntries(Object.entries(canvases).map(([name, element]) => [name, sizeOf(element)]));
    const make = (name, lines, options) => chart(canvases[name], sizes[name], lines, view, options);
    plots = {
      tasks: make('tasks', [
        { name: 'true', color: '--truth', text: whole },
        { name: 'Monitoring', color: '--shown', text: whole, step: true, sampled: true },
        { name: 'estimated', color: '--guess', text: whole, dash: [6, 4] },
      ], { named: true, least: 10 }),
      pods: make('pods', [
        { name: 'ready', color: '--ready', nameColor: '--soft', text: whole, step: true, fill: true },
        { name: 'busy', color: '--truth', text: whole },
        { name: 'asked for', color: '--guess', text: whole, step: true },
        { name: 'unlimited', color: '--soft', text: whole, step: true, dash: [2, 4], rare: true },
      ], { marked: true, least: 4 }),
      waits: make('waits', [
        { name: 'p50', color: '--guess', text: duration, gaps: true },
        { name: 'p99', color: '--truth', text: duration, gaps: true },
        { name: 'maxWait', color: '--soft', text: duration, dash: [2, 4] },
      ], { least: 5 }),
      rates: make('rates', [
        { name: 'in', color: '--guess', text: rate },
        { name: 'out', color: '--truth', text: rate },
      ], { least: 1 }),
    };
    // Whoever looks closer at a part keeps that part while points come. A chart that draws takes no news.
    for (const plot of Object.values(plots)) {
      plot.hooks.setScale = [(p, key) => {
        if (key !== 'x' || drawing) return;
        const { min, max } = p.scales.x;
        queueMicrotask(() => lookAt(min, max));
      }];
      plot.over.addEventListener('dblclick', () => { zoom = null; scale(); });
      plot.hooks.setCursor = [(p) => { if (p.over.matches(':hover')) queueMicrotask(() => point(p)); }];
      plot.over.addEventListener('mouseleave', () => choose(null, HOW_TO_POINT));
    }
  }

  /** Says in words what all charts have where one of them is pointed at. */
  function point(hovered) {
    const { index, change } = pointedAt(hovered, view.changes);
    if (index === null) return;
    const at = timeline.at[index];
    const values = Object.values(plots).map((plot) => plot.told(index)).filter((text) => text !== '').join('; ');
    const step = change ? ` ${moment(change.at, epoch(timeline.now))}, ${change.from} → ${change.to}: ${decided.sentence(change)}` : '';
    choose(change, `${moment(at, epoch(timeline.now))}: ${values}.${step}`);
    if (change) decided.ask(change)?.then(() => { if (view.chosen === change) point(hovered); });
  }

  function choose(change, text) {
    say(pointed, text);
    if (change === view.chosen) return;
    view.chosen = change;
    for (const plot of Object.values(plots)) plot.redraw(false);
  }

  function show(length) {
    seconds = length;
    zoom = null;
    scale();
  }

  /** The chosen time until now; less of a pool that is known since later. */
  function live() {
    const max = epoch(timeline.now);
    return { min: Math.max(max - seconds, Math.min(epoch(timeline.since) ?? max, max - 300)), max };
  }

  function lookAt(min, max) {
    const { min: begin, max: end } = live();
    // What ends now goes on with the time.
    zoom = max - min > 0 && (max - min < (end - begin) * 0.98 || max < end - 1) ? { min, max } : null;
    scale();
  }

  /** At a part of that share of what is shown, so many times its length later. */
  function look(later, share) {
    if (!timeline) return;
    const { min, max } = zoom ?? live();
    const length = Math.max(Math.min(CLOSEST, max - min), (max - min) * share);
    const last = epoch(timeline.now) - length;
    const begin = Math.min(last, Math.max(timeline.at[0] ?? last, (min + max - length) / 2 + later * (max - min)));
    lookAt(begin, begin + length);
  }

  function scale() {
    for (const each of press) each();
    if (!timeline) return;
    drawing = true;
    for (const plot of Object.values(plots)) plot.setScale('x', zoom ?? live());
    queueMicrotask(() => { drawing = false; });
  }

  function draw() {
    const { at, columns } = timeline;
    const slots = columns.slots.map((count, i) => (count && columns.ready[i] ? count / columns.ready[i] : null));
    drawing = true;
    plots.tasks.setData([at, columns.truth ?? at.map(() => null), columns.sampled, at.map((_, i) => (columns.waiting[i] === null ? null : columns.waiting[i] + columns.running[i]))], false);
    plots.pods.setData([at, columns.ready, columns.busy.map((busy, i) => (busy === null ? null : slots[i] ? busy / slots[i] : 0)), columns.desired, beyond(columns.wanted, columns.desired)], false);
    plots.waits.setData([at, columns.waitMedian, columns.waitP99, at.map(() => timeline.objectiveSeconds ?? null)], false);
    plots.rates.setData([at, columns.arrivals, columns.done], false);
    scale();
    describe();
  }

  function describe() {
    const last = (name) => timeline.columns[name].findLast((value) => value !== null);
    const tell = (name, text) => canvases[name].setAttribute('aria-label', text);
    tell('tasks', `${number(last('waiting'))} tasks wait and ${number(last('running'))} run, as estimated; Monitoring shows ${number(last('sampled'))}.`);
    tell('pods', `${number(last('ready'))} pods are ready, ${number(last('desired'))} are asked for; without your limits it would be ${number(last('wanted'))}.`);
    tell('waits', `Half of the tasks begin within ${duration(last('waitMedian'))}, 99 of 100 within ${duration(last('waitP99'))}; the objective is ${duration(timeline.objectiveSeconds)}.`);
    tell('rates', `${rate(last('arrivals'))} come, ${rate(last('done'))} end.`);
  }

  function trust(look, since, at) {
    const { trust, signals } = look;
    const age = (iso) => duration(at - epoch(iso));
    const line = (name, text) => el('div', {}, el('dt', {}, name), el('dd', {}, text));
    parts.trust.replaceChildren(
      el(
        'dl',
        { class: 'facts' },
        line('Samples', `${trust.sampleAt ? `The newest was taken ${age(trust.sampleAt)} ago. ` : ''}${signals.backlog.message}`),
        line('Arrivals', `${trust.countedUntil ? `Counted until ${age(trust.countedUntil)} ago. ` : ''}${signals.arrivals.message}`),
        line('Workers', !reports(look) ? 'They do not report.' : `${trust.workersHeard} of ${many(trust.workersReady, 'ready worker')} heard.`),
        line('Drift', trust.driftTasks === undefined ? 'No sample has been compared yet.' : `The newest sample had ${number(Math.abs(trust.driftTasks))} tasks ${trust.driftTasks < 0 ? 'fewer' : 'more'} than were estimated for its time.`),
        line('Known since', since ? `${moment(epoch(since), at)}, ${age(since)} ago` : 'not yet'),
      ),
    );
  }

  function showNow() {
    const row = rows.get(pool);
    extras.actions.hidden = !row || !has?.actions;
    figures.hidden = !row && !timeline;
    if (!row) {
      // Figures of now would be none; the timeline is what was.
      const { state: word, before, never } = absent(pool, tellsOf(pool.split('/')[0]));
      say(state, word);
      state.className = 'state look';
      for (const each of Object.values(now)) say(each.value, '–');
      say(decision, '');
      say(problem, timeline ? `${before} What is below was last seen at ${moment(epoch(timeline.now), Date.now() / 1000)}.` : never);
      return;
    }
    say(state, row.state);
    state.className = `state ${['ill', 'look', 'well'][row.level]}`;
    const counts = row.now ?? row.status;
    say(now.waiting.value, number(counts?.waiting));
    say(now.running.value, number(counts?.running));
    say(now.pods.value, counts?.desired === undefined ? '–' : `${number(counts.ready ?? 0)} of ${number(counts.desired)}`);
    const out = row.done[row.done.length - 1];
    say(now.wait.value, row.now ? `${duration(row.now.waitSeconds)} of ${duration(row.now.objectiveSeconds)}` : '–');
    say(now.flow.value, `${rate(row.now?.arrivalRate)}${row.now && out >= 0 ? `, ${rate(out)}` : ''}`);
    say(decision, row.message);
  }

  /** What may be done takes several questions to a cluster, so no chart waits for it. */
  async function offer() {
    if (offering) return;
    offering = true;
    try {
      if (!has) {
        has = await read('api/parts');
        for (const [name, part] of Object.entries(extras)) part.hidden = !has[name];
      }
      if (has.actions) await acts.update();
    } catch {
      // It is asked again with the next news.
    } finally {
      offering = false;
    }
  }

  async function update() {
    showNow();
    if (!rows.has(pool)) return;
    offer();
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      const answers = ahead ?? readBoth();
      ahead = undefined;
      const [whole, day] = await answers;
      // Charts of a view that is closed would stay for ever.
      if (isClosed || !rows.has(pool)) return;
      say(problem, '');
      timeline = day;
      reveal(timed, true);
      view.bands = [...(day.disturbances ?? []), ...day.troubles].sort((a, b) => a.from - b.from);
      if (day.since) say(known, `This operator knows the pool since ${moment(epoch(day.since), epoch(day.now))}.`);
      view.changes = decided.update(day);
      if (!plots) open();
      draw();
      // What is below the charts comes when these are seen.
      await seen();
      if (isClosed) return;
      reveal(told, true);
      decided.draw();
      const at = epoch(day.now);
      costs.take(whole.used, reports(whole.look) ? 'This operator does not tell what the pods used.' : 'What the pods used is not known: no workers of this pool report to the operator.');
      workers = (whole.look?.workers ?? []).map((each) => each.pod);
      if (whole.look) {
        refill(parts.why, ...why(whole.look.arithmetic));
        refill(parts.workers, ...tiles(whole.look.workers, at));
        refill(parts.running, ...running(whole.look));
        refill(parts.failures, ...failures(whole.look, at));
        trust(whole.look, day.since, at);
        refill(parts.distributions, ...distributions(day.distributions));
      } else {
        for (const part of Object.values(parts)) part.replaceChildren(el('p', {}, 'There is nothing to see while the operator does not follow this pool.'));
      }
    } catch (e) {
      if (!isOver && rows.has(pool)) say(problem, `The page can't read this pool: ${e.message}`);
    } finally {
      reading = false;
      if (again) {
        again = false;
        update();
      }
    }
  }

  return {
    element,
    update,
    redraw: () => Object.values(plots ?? {}).forEach((plot) => plot.redraw(false)),
    title: pool,
    end() {
      isOver = true;
      say(problem, '');
    },
    close() {
      isClosed = true;
      Object.values(plots ?? {}).forEach((plot) => plot.destroy());
    },
  };
}
