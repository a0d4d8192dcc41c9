// SPDX-License-Identifier: Apache-2.0
// Follows the pools: a view for all of them, and one for each.
import { ask, borrowToken, follow, heldToken, takeToken } from './api.js';
import { el, epoch, moment, say, timeOfDay } from './dom.js';
import { poolView } from './pool.js';
import { addressOf, poolsView } from './pools.js';

const main = document.getElementById('main');
const state = document.getElementById('state');
const missing = document.getElementById('missing');
const rows = new Map();
let view;
let pool;
let stop = new AbortController();
let last;
let isDecided = false;

/** A part of the address, which anybody may have typed. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The pool that is to be shown; empty for all of them. */
function chosen() {
  const [, kind, namespace, name] = location.hash.split('/').map(decoded);
  if (kind === 'pool' && namespace && name) return `${namespace}/${name}`;
  return '';
}

/** What the last news tells of the pools of a namespace: all, nothing, or that the operator does not watch it. */
function tellsOf(namespace) {
  if (last.watched.length > 0 && !last.watched.includes(namespace)) return 'unwatched';
  return last.complete || last.namespaces.includes(namespace) ? 'all' : 'nothing';
}

/** Who has one pool begins with it, and stays there whichever come and go. */
function decide() {
  if (isDecided || rows.size === 0) return;
  // Rows that are old news tell nothing of those that exist now.
  if (!last.complete && last.namespaces.length === 0) return;
  isDecided = true;
  if (location.hash === '' && rows.size === 1) history.replaceState(null, '', addressOf(rows.keys().next().value));
}

function show(moveFocus) {
  view?.close();
  pool = chosen();
  view = pool ? poolView(pool, rows, tellsOf) : poolsView(rows, () => last);
  document.title = `${view.title} – Taskworkers`;
  // Before there is anything new to be laid out for that.
  if (moveFocus) main.focus({ preventScroll: true });
  main.replaceChildren(view.element);
  view.update();
}

function take(news) {
  if (news.whole) rows.clear();
  for (const row of news.pools) rows.set(row.pool, row);
  for (const pool of news.gone) rows.delete(pool);
  const isFirst = !last;
  last = news;
  decide();
  awaitNews();
  say(state, `${news.origin}${news.now ? `, ${timeOfDay(epoch(news.now))}` : ''}${news.over ? '. This is over; nothing more will come.' : ''}`);
  missing.replaceChildren(...news.missing.map((sentence) => el('li', {}, sentence)));
  if (news.over) {
    stop.abort();
    clearTimeout(late);
    view?.end();
    return;
  }
  if (isFirst || chosen() !== pool) show(false);
  else view.update();
}

const AGAIN_AFTER = 3000;
/** News comes each five seconds; who is asked for it may take ten. */
const LATE_AFTER = 20_000;
let late;

/** Of the news that came last, which may be of another day. */
function lastTime() {
  return moment(epoch(last.now), Date.now() / 1000);
}

/** Says so when no news comes, for figures that stand still look like calm. */
function awaitNews() {
  clearTimeout(late);
  const since = last?.now ? `No news since ${lastTime()}` : 'No news yet';
  late = setTimeout(() => say(state, `${since}. The page waits for the next.`), LATE_AFTER);
}

/** Takes news until this is over, the tab is hidden, or the server knows the token no more. */
async function watch() {
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  awaitNews();
  while (!signal.aborted) {
    try {
      const token = heldToken();
      const answer = await ask('api/news', { signal });
      if (answer.ok) {
        await follow(answer, (news) => signal.aborted || take(news));
      } else {
        clearTimeout(late);
        if (answer.status === 403) {
          const isFound = await borrowToken(token);
          if (signal.aborted) return;
          if (isFound) continue;
        }
        say(state, (await answer.text()).trim());
        if (answer.status === 403) return;
      }
    } catch {
      if (signal.aborted) return;
      clearTimeout(late);
      const since = last?.now ? ` since ${lastTime()}` : '';
      say(state, `The command that serves this page does not answer${since}. The page tries again; if the command has ended, start it again.`);
    }
    await new Promise((resolve) => { setTimeout(resolve, AGAIN_AFTER); });
  }
}

addEventListener('hashchange', () => {
  if (takeToken()) {
    isDecided = false;
    watch();
  } else if (last) {
    show(true);
  }
});
document.addEventListener('visibilitychange', () => {
  if (last?.over) return;
  if (document.hidden) {
    stop.abort();
    clearTimeout(late);
  } else {
    watch();
  }
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => view?.redraw?.());
takeToken();
say(state, 'Looking for pools…');
watch();
