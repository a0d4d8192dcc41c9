// SPDX-License-Identifier: Apache-2.0
// All pools, a line each; the ill ones first.
import { duration, el, number, rate, say, svg } from './dom.js';

/** Where the page shows a pool. */
export const addressOf = (pool) => `#/pool/${pool.split('/').map(encodeURIComponent).join('/')}`;

const FIRST = 100;
const LEVELS = ['ill', 'look', 'well'];

const columns = [
  { name: 'Pool', key: (row) => row.pool },
  { name: 'State', key: (row) => row.level * 1e9 - lateness(row) },
  { name: 'Oldest wait', key: (row) => -(row.now?.waitSeconds ?? -1) },
  { name: 'Waiting', key: (row) => -(row.now?.waiting ?? -1) },
  { name: 'In and out', key: (row) => -(row.now?.arrivalRate ?? -1) },
  { name: 'Pods', key: (row) => -(row.now?.desired ?? -1) },
  { name: 'What binds', key: (row) => row.now?.binds ?? '' },
  { name: 'Why', key: (row) => row.message },
];

/** How late a pool is, in parts of what it may be. */
function lateness(row) {
  return row.now ? row.now.waitSeconds / row.now.objectiveSeconds : 0;
}

/** The arrivals and the ends of a quarter of an hour, as two lines over the same axis. */
function spark(row) {
  const most = Math.max(0.001, ...row.arrivals, ...row.done);
  const line = (values, kind) => {
    let path = '';
    let pen = 'M';
    values.forEach((value, i) => {
      if (value < 0) {
        pen = 'M';
        return;
      }
      path += `${pen}${i * 3},${(19 - (value / most) * 18).toFixed(1)}`;
      pen = 'L';
    });
    return svg('path', { d: path || 'M0,0', class: kind });
  };
  return svg(
    'svg',
    { viewBox: '0 0 88 20', class: 'spark', 'aria-hidden': 'true' },
    line(row.arrivals, 'in'),
    line(row.done, 'out'),
  );
}

function newLine(row) {
  const [namespace, name] = row.pool.split('/');
  const link = el('a', { href: addressOf(row.pool) }, name);
  const cell = (label, ...children) => el('td', { 'data-label': label, role: 'cell' }, ...children);
  const state = el('span', { class: 'state' });
  const line = {
    state,
    wait: cell('Oldest wait'),
    waiting: cell('Waiting'),
    rates: el('span'),
    flow: cell('In and out'),
    pods: cell('Pods'),
    binds: cell('What binds'),
    why: cell('Why'),
  };
  line.element = el(
    'tr',
    { role: 'row' },
    el('th', { scope: 'row', role: 'rowheader' }, link, el('span', { class: 'namespace' }, ` ${namespace}`)),
    cell('State', state),
    line.wait,
    line.waiting,
    line.flow,
    line.pods,
    line.binds,
    line.why,
  );
  line.why.classList.add('why');
  line.flow.append(line.rates);
  return line;
}

function write(line, row) {
  say(line.state, row.state);
  line.state.className = `state ${LEVELS[row.level]}`;
  const now = row.now;
  say(line.wait, now ? `${duration(now.waitSeconds)} of ${duration(now.objectiveSeconds)}` : '–');
  say(line.waiting, number((now ?? row.status)?.waiting));
  const done = row.done[row.done.length - 1];
  say(line.rates, now ? `${rate(now.arrivalRate)} in${done >= 0 ? `, ${rate(done)} out` : ''}` : '–');
  line.flow.querySelector('svg')?.remove();
  if (row.arrivals.some((value) => value >= 0)) line.flow.prepend(spark(row));
  const counts = now ?? row.status;
  say(line.pods, counts?.desired === undefined ? '–' : `${number(counts.ready ?? 0)} of ${number(counts.desired)}${now ? `, at most ${number(now.maxReplicas)}` : ''}`);
  say(line.binds, now ? (now.binds === 'nothing' ? 'nothing' : `${now.binds}: ${now.reason}`) : '–');
  say(line.why, row.message);
}

/** What is said of the pools of a namespace that the operator does not watch, here and by twp. */
export function unwatched(namespace) {
  return `The operator does not watch namespace ${namespace}. To have it follow the pools there, name the namespace in the chart's value namespaces, and upgrade the release.`;
}

/** What is said where no pool is shown: who has looked at one namespace alone tells of that alone. */
function none({ complete, namespaces, asked, watched }) {
  if (asked && watched.length > 0 && !watched.includes(asked)) return unwatched(asked);
  const only = asked ? [asked] : complete ? watched : namespaces;
  if (only.length > 0) return `There are no pools in ${only.length === 1 ? 'namespace' : 'the namespaces'} ${only.join(', ')}.`;
  return complete ? 'There are no pools yet.' : 'No pool can be shown now.';
}

/** The view of all pools; update() draws what the map of rows holds, and of which namespaces news() tells. */
export function poolsView(rows, news) {
  const lines = new Map();
  let sort = 1;
  let descending = false;
  let isWhole = false;

  const filter = el('input', { type: 'search', id: 'filter', oninput: update });
  const namespace = el('select', { id: 'namespace', onchange: update }, el('option', { value: '' }, 'all'));
  const state = el('select', { id: 'only', onchange: update }, el('option', { value: '' }, 'any'));
  const count = el('p', { id: 'count', role: 'status' });
  const body = el('tbody', { role: 'rowgroup' });
  const heads = columns.map((column, i) =>
    el('th', { scope: 'col', role: 'columnheader' }, el('button', { type: 'button', onclick: () => order(i) }, column.name)),
  );
  const all = el('button', { type: 'button', class: 'all', hidden: true, onclick: () => { isWhole = true; update(); } });
  const filters = el(
    'form',
    { class: 'filters', onsubmit: (event) => event.preventDefault() },
    el('label', { for: 'filter' }, 'Name ', filter),
    el('label', { for: 'namespace' }, 'Namespace ', namespace),
    el('label', { for: 'only' }, 'State ', state),
  );
  const table = el(
    'table',
    { role: 'table', 'aria-labelledby': 'pools-title' },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...heads)),
    body,
  );
  const element = el('section', { 'aria-labelledby': 'pools-title' }, el('h1', { id: 'pools-title' }, 'Pools'), filters, count, table, all);

  function order(i) {
    descending = sort === i ? !descending : false;
    sort = i;
    update();
  }

  function offer(select, values) {
    const known = new Set([...select.options].map((option) => option.value));
    for (const value of [...values].sort()) {
      if (!known.has(value)) select.append(el('option', { value }, value));
    }
  }

  function chosen() {
    const words = filter.value.trim().toLowerCase();
    const key = columns[sort].key;
    const compare = (a, b) => {
      const x = key(a);
      const y = key(b);
      const order = x < y ? -1 : x > y ? 1 : a.pool < b.pool ? -1 : 1;
      return descending ? -order : order;
    };
    return [...rows.values()]
      .filter((row) => row.pool.toLowerCase().includes(words))
      .filter((row) => !namespace.value || row.pool.startsWith(`${namespace.value}/`))
      .filter((row) => !state.value || row.state === state.value)
      .sort(compare);
  }

  function update() {
    offer(namespace, new Set([...rows.keys()].map((pool) => pool.split('/')[0])));
    offer(state, new Set([...rows.values()].map((row) => row.state)));
    heads.forEach((head, i) => {
      if (i === sort) head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const found = chosen();
    const shown = isWhole ? found : found.slice(0, FIRST);
    const ill = found.filter((row) => row.level === 0).length;
    filters.hidden = rows.size === 0;
    table.hidden = rows.size === 0;
    say(count, rows.size === 0 ? none(news()) : `${found.length === rows.size ? '' : `${found.length} of `}${rows.size === 1 ? '1 pool' : `${rows.size} pools`}${ill ? `; ${ill} to look at` : ''}.`);
    all.hidden = shown.length === found.length;
    say(all, `Show all ${found.length}`);
    const elements = shown.map((row) => {
      if (!lines.has(row.pool)) lines.set(row.pool, newLine(row));
      const line = lines.get(row.pool);
      if (line.row !== row) write(line, row);
      line.row = row;
      return line.element;
    });
    if (elements.length !== body.children.length || elements.some((e, i) => body.children[i] !== e)) {
      const focus = document.activeElement;
      body.replaceChildren(...elements);
      if (body.contains(focus)) focus.focus({ preventScroll: true });
    }
  }

  return { element, update, title: 'Pools', end() {}, close() {} };
}
