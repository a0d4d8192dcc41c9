// Follows the demo: what is not known yet is asked for again at each connection.
import { chart, clock } from './charts.js';

const byId = (id) => document.getElementById(id);
const setting = await (await fetch('setting')).json();
const view = { disturbances: setting.disturbances, changes: [], chosen: null };
let points = [];
let source;
let isOver = false;

const whole = (value) => String(Math.round(value));
const seconds = (value) => `${value.toFixed(1)} s`;

const tasks = chart(
  byId('tasks'),
  [
    { name: 'true', color: '--truth', text: whole },
    { name: 'Monitoring', color: '--shown', text: whole, step: true },
    { name: 'estimated', color: '--guess', text: whole, dash: [6, 4] },
  ],
  view,
  { named: true, least: 10 },
);
const pods = chart(
  byId('pods-chart'),
  [
    { name: 'ready', color: '--ready', nameColor: '--soft', text: whole, step: true, fill: true },
    { name: 'wanted', color: '--guess', text: whole, step: true },
  ],
  view,
  { marked: true, least: 4 },
);
const waits = chart(byId('wait-chart'), [{ name: 'wait', color: '--truth', text: seconds }], view, {
  least: 5,
});
const charts = [tasks, pods, waits];

// Whoever looks closer at a part keeps that part while points come.
let range = null;
for (const plot of charts) {
  plot.hooks.setScale = [
    (p, key) => {
      if (key !== 'x' || drawing) return;
      const first = points[0]?.at ?? 0;
      const all = p.scales.x.min <= first && p.scales.x.max >= lastTime();
      range = all ? null : { min: p.scales.x.min, max: p.scales.x.max };
    },
  ];
}
let drawing = false;

function lastTime() {
  return points.length === 0 ? 0 : points[points.length - 1].at;
}

function draw() {
  drawing = true;
  const x = points.map((p) => p.at);
  const column = (name) => points.map((p) => p[name]);
  tasks.setData([x, column('unfinished'), column('monitoring'), column('estimate')], false);
  pods.setData([x, column('ready'), column('desired')], false);
  waits.setData([x, column('recentWait')], false);
  const shown = range ?? { min: 0, max: Math.max(lastTime(), 60) };
  for (const plot of charts) plot.setScale('x', shown);
  queueMicrotask(() => {
    drawing = false;
  });
}

function redraw() {
  for (const plot of charts) plot.redraw(false);
}

function row(change) {
  const item = document.createElement('li');
  item.tabIndex = 0;
  const add = (kind, text) => {
    const part = document.createElement('span');
    part.className = kind;
    part.textContent = text;
    item.append(part);
  };
  add('time', clock(change.at));
  add('step', `${change.from} → ${change.to}`);
  add('why', change.message);
  const choose = (chosen) => () => {
    view.chosen = chosen;
    redraw();
  };
  item.addEventListener('mouseenter', choose(change));
  item.addEventListener('focus', choose(change));
  item.addEventListener('mouseleave', choose(null));
  item.addEventListener('blur', choose(null));
  return item;
}

function take(news) {
  if (news.from === 0) {
    points = [];
    view.changes = [];
    byId('changes').replaceChildren();
  }
  points.push(...news.points);
  for (const change of news.changes) {
    view.changes.push(change);
    byId('changes').prepend(row(change));
  }
  isOver = news.over;
  byId('decision').textContent = news.decision;
  const last = points[points.length - 1];
  if (last) {
    byId('unfinished').textContent = last.unfinished;
    byId('pods').textContent = `${last.ready} of ${last.desired ?? last.pods}`;
    byId('wait').textContent = seconds(last.recentWait);
    byId('done').textContent = `${last.completed} of ${last.dispatched}`;
  }
  say();
  draw();
}

function say(lost = false) {
  const time = `${clock(lastTime())}, arrivals until ${clock(setting.length)}`;
  const pace = `clock ×${setting.speedup}`;
  byId('state').textContent = isOver
    ? `The demo is over; this is what happened in ${clock(lastTime())}.`
    : lost
      ? `No answer from the demo since ${clock(lastTime())}; trying again.`
      : `${time}, ${pace}`;
}

function follow() {
  source = new EventSource('news');
  source.onmessage = (event) => {
    take(JSON.parse(event.data));
    if (isOver) source.close();
  };
  source.onerror = () => {
    if (!isOver) say(true);
  };
}

document.addEventListener('visibilitychange', () => {
  source?.close();
  if (!document.hidden && !isOver) follow();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
follow();
