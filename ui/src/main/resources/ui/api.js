// SPDX-License-Identifier: Apache-2.0
// Asks this page's server, with the token of the address that was opened.
const KEY = 'token';
const MARK = '#token=';
/** A tab that is hidden answers, too, but not at once. */
const PATIENCE = 1000;

/** Takes the token out of the address, so that it is in no history and no copied link. */
export function takeToken() {
  if (!location.hash.startsWith(MARK)) return false;
  sessionStorage.setItem(KEY, location.hash.slice(MARK.length));
  history.replaceState(null, '', location.pathname);
  return true;
}

/** What the server has refused. */
const refused = new Set();
const takers = new Set();
const tabs = new BroadcastChannel('token');
tabs.onmessage = ({ data }) => {
  const own = heldToken();
  if (data.token) for (const take of takers) take(data.token);
  else if (own) tabs.postMessage({ token: own });
};

/** The token that is sent, if there is one. */
export function heldToken() {
  return sessionStorage.getItem(KEY);
}

/**
 * Whether there is another token than the one that was tried: by a new address, or because another
 * tab of this page had one for this tab, which was opened by a link. Only pages of this address and
 * port hear of it. No token is found twice, so that who tries each comes to an end.
 */
export async function borrowToken(tried) {
  if (tried) refused.add(tried);
  if (heldToken() === tried) sessionStorage.removeItem(KEY);
  if (heldToken()) return true;
  let take;
  const found = await new Promise((resolve) => {
    take = (token) => refused.has(token) || resolve(token);
    takers.add(take);
    setTimeout(resolve, PATIENCE);
    tabs.postMessage({});
  });
  takers.delete(take);
  if (found && !heldToken()) sessionStorage.setItem(KEY, found);
  return Boolean(heldToken());
}

/** As fetch. */
export function ask(path, { headers = {}, ...options } = {}) {
  const token = heldToken();
  return fetch(path, { ...options, headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers });
}

/** The JSON that is there; else throws what was answered instead. */
export async function read(path) {
  const answer = await ask(path);
  if (!answer.ok) throw new Error((await answer.text()).trim() || `status ${answer.status}`);
  return answer.json();
}

/** Has take() get each event of a stream, until it ends. */
export async function follow(answer, take) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (text + value).split('\n\n');
    text = events.pop();
    for (const event of events) if (event.startsWith('data: ')) take(JSON.parse(event.slice('data: '.length)));
  }
}
