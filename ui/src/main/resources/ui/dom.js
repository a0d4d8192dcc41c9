// SPDX-License-Identifier: Apache-2.0
// Elements and numbers. Whatever comes from elsewhere becomes text, never markup.

// What nobody sees, or what turns the direction of text, shows a reader other text than there is.
const DECEIVING = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu;

/** The same with those characters by their numbers, as \u202e. */
export function plain(text) {
  return text.replace(DECEIVING, (each) => [...Array(each.length).keys()].map((i) => `\\u${each.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''));
}

// Attributes that are shown or read aloud.
const READ = ['title', 'aria-label'];

/** An element with attributes and children; strings become text. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for a drawing. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (READ.includes(name) && typeof value === 'string') element.setAttribute(name, plain(value));
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null).map((child) => (typeof child === 'string' ? plain(child) : child)));
  return element;
}

/** Sets a text if it is another one, so that nothing is drawn or read aloud in vain. */
export function say(element, text) {
  const shown = plain(text);
  if (element.textContent !== shown) element.textContent = shown;
}

/** A number for people: three digits, or all before the point. */
export function number(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return '–';
  if (value !== 0 && Math.abs(value) < 10) return String(Math.round(value * 10) / 10);
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A rate: rare tasks are counted by the minute. */
export function rate(perSecond) {
  if (perSecond === undefined || perSecond === null) return '–';
  if (perSecond > 0 && perSecond < 0.1) return `${number(perSecond * 60)}/min`;
  return `${number(perSecond)}/s`;
}

/** A duration: 3.2 s, 45 s, 12 min, 3 h. */
export function duration(seconds) {
  if (seconds === undefined || seconds === null || Number.isNaN(seconds)) return '–';
  if (seconds < 120) return `${number(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

const two = (value) => String(value).padStart(2, '0');

/** A time of day, here. */
export function timeOfDay(epochSeconds, withSeconds = true) {
  const date = new Date(epochSeconds * 1000);
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return withSeconds ? `${minutes}:${two(date.getSeconds())}` : minutes;
}

function date(epochSeconds) {
  const day = new Date(epochSeconds * 1000);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The day of a time, here. */
export const dayOf = (iso) => date(epoch(iso));

/** A time of day, after its date unless that is the one of `now`. */
export function moment(epochSeconds, now) {
  const time = timeOfDay(epochSeconds);
  return date(epochSeconds) === date(now) ? time : `${date(epochSeconds)} ${time}`;
}

/** Seconds since the epoch, of an ISO time. */
export function epoch(iso) {
  return iso ? Date.parse(iso) / 1000 : undefined;
}

/** 1 pod, 2 pods. */
export function many(count, word) {
  return `${number(count)} ${word}${count === 1 ? '' : 's'}`;
}
