// SPDX-License-Identifier: Apache-2.0
// Charts over one axis of time, with decisions as marks and troubles as bands.
import { timeOfDay } from './dom.js';

const FONT = '13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const ROOM_FOR_NAMES = 132;
const LESS_ROOM = 112;
const NARROW = 500;
const NAME_ROW = 19;
/** Pixels; who points at a mark need not hit its middle. */
const BESIDE = 8;
/** Pixels; a hand that slips while it clicks does not ask to look closer. */
const LEAST_DRAG = 6;

/** By name, until the page is light where it was dark: to ask for one has the browser style the page. */
const colors = new Map();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colors.clear());

function color(name) {
  if (!colors.has(name)) colors.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return colors.get(name);
}

// Bands as they are seen, cut off where the chart ends; what lasts no time is a line.
function places(plot, bands) {
  const first = plot.bbox.left;
  const edge = first + plot.bbox.width;
  return bands
    .map(({ kind, from, to }) => {
      const left = plot.valToPos(from, 'x', true);
      const right = Math.max(left + 2 * devicePixelRatio, plot.valToPos(to, 'x', true));
      return { kind, left: Math.max(left, first), right: Math.min(right, edge) };
    })
    .filter(({ left, right }) => right > left);
}

// One tint, however many things are not as they should be at once.
function drawBands(plot, bands) {
  const { ctx, bbox } = plot;
  let tinted = bbox.left;
  ctx.save();
  ctx.fillStyle = color('--trouble');
  for (const { left, right } of places(plot, bands)) {
    const begin = Math.max(left, tinted);
    if (right > begin) ctx.fillRect(begin, bbox.top, right - begin, bbox.height);
    tinted = Math.max(tinted, right);
  }
  ctx.restore();
}

// A bar for each, and its name; those that would stand in each other's way stand below each other. Returns how many rows that makes.
function drawBandNames(plot, bands) {
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const ends = [];
  ctx.save();
  ctx.font = scaled(FONT);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  for (const { kind, left, right } of places(plot, bands)) {
    const width = ctx.measureText(kind).width;
    const begin = Math.max(bbox.left, Math.min(left, bbox.left + bbox.width - width));
    const free = ends.findIndex((end) => end < begin);
    const row = free < 0 ? ends.length : free;
    ends[row] = Math.max(right, begin + width) + 8 * pixel;
    const top = bbox.top + NAME_ROW * row * pixel;
    ctx.fillStyle = color('--look');
    ctx.fillRect(left, top, right - left, 2 * pixel);
    ctx.fillStyle = color('--soft');
    ctx.fillText(kind, begin, top + 4 * pixel);
  }
  ctx.restore();
  return ends.length;
}

function scaled(font) {
  return font.replace('13px', `${13 * devicePixelRatio}px`);
}

// A triangle for each change, up or down, or for those on one pixel; the chosen one is a line through all charts.
function drawMarks(plot, changes, chosen, marked) {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.x;
  const drawn = new Set();
  const size = 5 * devicePixelRatio;
  const [ordinary, special] = [color('--soft'), color('--shown')];
  ctx.save();
  for (const change of marked ? changes : [chosen].filter(Boolean)) {
    const isChosen = change === chosen;
    if (change.at < min || change.at > max) continue;
    const x = plot.valToPos(change.at, 'x', true);
    const up = change.to > change.from;
    const place = Math.round(x) * (up ? 1 : -1);
    if (drawn.has(place) && !isChosen) continue;
    drawn.add(place);
    ctx.fillStyle = isChosen ? special : ordinary;
    if (isChosen) ctx.fillRect(x - devicePixelRatio / 2, bbox.top, devicePixelRatio, bbox.height);
    if (!marked) continue;
    const y = bbox.top + bbox.height;
    ctx.beginPath();
    ctx.moveTo(x - size, up ? y : y - 1.6 * size);
    ctx.lineTo(x + size, up ? y : y - 1.6 * size);
    ctx.lineTo(x, up ? y - 1.6 * size : y);
    ctx.fill();
  }
  ctx.restore();
}

// Each line's name beside its end, pushed apart where ends are close: no legend to be decoded.
function drawNames(plot, lines) {
  const { ctx, bbox, data } = plot;
  const height = 16 * devicePixelRatio;
  const ends = [];
  lines.forEach((line, i) => {
    const values = data[i + 1];
    let last = values.length - 1;
    while (last >= 0 && values[last] == null && !line.rare) last--;
    if (last < 0 || values[last] == null) return;
    const y = plot.valToPos(values[last], 'y', true);
    const text = `${line.name} ${line.text(values[last])}`;
    ends.push({ y: Math.min(Math.max(y, bbox.top), bbox.top + bbox.height), text, line });
  });
  ends.sort((a, b) => a.y - b.y);
  const lowest = bbox.top + bbox.height;
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + height);
  for (let i = ends.length - 1, floor = lowest; i >= 0; i--, floor -= height) {
    ends[i].y = Math.min(ends[i].y, floor);
  }
  ctx.save();
  ctx.font = scaled(FONT);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const { y, text, line } of ends) {
    ctx.fillStyle = color(line.nameColor ?? line.color);
    ctx.fillText(text, bbox.left + bbox.width + 6 * devicePixelRatio, y);
  }
  ctx.restore();
}

/** The index of the point under the cursor, or null, and the change whose mark is next to it, if there is one. */
export function pointedAt({ cursor, valToPos }, changes) {
  const away = (change) => Math.abs(valToPos(change.at, 'x') - cursor.left);
  const near = changes.filter((change) => away(change) <= BESIDE).sort((a, b) => away(a) - away(b));
  return { index: cursor.idx ?? null, change: near[0] ?? null };
}

/** Pixels of an element for a chart; to ask has the browser lay out the page, so ask for all before the first chart is made. */
export const sizeOf = ({ clientWidth: width, clientHeight: height }) => ({ width, height });

/**
 * A chart of that size in an element; told(index) has its values there in words.
 *
 * lines: {name, color, nameColor, text, step, dash, fill, gaps, sampled, rare} each, text writes a
 * value, what has gaps is drawn across them, what is sampled stays what it was until its next value,
 * and what is rare has a name only while it is there; view: {bands, changes, chosen}, read at each drawing;
 * named: whether bands have their names written; marked: whether changes are marked; least: the top
 * of the axis at least.
 */
export function chart(element, size, lines, view, { named = false, marked = false, least = 1 } = {}) {
  const series = lines.map((line) => ({
    label: line.name,
    stroke: () => color(line.color),
    width: line.fill ? 0 : 2,
    dash: line.dash,
    fill: line.fill ? () => color(line.color) : undefined,
    spanGaps: line.gaps === true || line.sampled === true,
    paths: line.step ? uPlot.paths.stepped({ align: 1 }) : undefined,
    points: { show: false },
  }));
  // The names of bands have a place above the lines, though lines have a third of the height at least.
  let nameRows = 0;
  const roomForNames = ({ bbox }) => {
    const height = bbox.height / devicePixelRatio;
    return nameRows > 0 && height > 0 ? height / Math.max(height / 3, height - NAME_ROW * nameRows - 4) : 1;
  };
  const writeBandNames = (p) => {
    const rows = drawBandNames(p, view.bands);
    if (rows === nameRows) return;
    nameRows = rows;
    queueMicrotask(() => p.redraw(true, true));
  };
  const axis = () => ({
    font: FONT,
    stroke: () => color('--soft'),
    grid: { stroke: () => color('--line'), width: 1 },
    ticks: { show: false },
  });
  const plot = new uPlot(
    {
      ...size,
      padding: [8, ({ width }) => (width < NARROW ? LESS_ROOM : ROOM_FOR_NAMES), 0, 0],
      // A double click is the page's: a chart would show all of its own points, and the others another time.
      cursor: { sync: { key: 'pool' }, drag: { x: true, y: false, dist: LEAST_DRAG }, bind: { dblclick: () => null } },
      legend: { show: false },
      scales: {
        x: { time: true },
        y: { range: (p, low, high) => [0, Math.max(least, (high ?? 0) * 1.08) * roomForNames(p)] },
      },
      series: [{}, ...series],
      axes: [
        { ...axis(), values: (_, splits, i, space, step) => splits.map((at) => timeOfDay(at, step < 60)), space: 70, size: 30 },
        { ...axis(), size: 48 },
      ],
      hooks: {
        drawClear: [(p) => drawBands(p, view.bands)],
        draw: [(p) => named && writeBandNames(p), (p) => drawMarks(p, view.changes, view.chosen, marked), (p) => drawNames(p, lines)],
      },
    },
    [[], ...lines.map(() => [])],
    element,
  );
  const observer = new ResizeObserver(() => {
    const { width, height } = sizeOf(element);
    // It begins with the size that the chart has.
    if (width !== plot.width || height !== plot.height) plot.setSize({ width, height });
  });
  observer.observe(element);
  plot.hooks.destroy = [() => observer.disconnect()];
  plot.told = (index) =>
    lines
      .map((line, i) => [line, line.sampled ? plot.data[i + 1].slice(0, index + 1).findLast((value) => value != null) : plot.data[i + 1][index]])
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([line, value]) => `${line.name} ${line.text(value)}`)
      .join(', ');
  return plot;
}
