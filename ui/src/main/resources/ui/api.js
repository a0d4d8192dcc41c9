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

const tabs = new BroadcastChannel('token');
let take;
tabs.onmessage = ({ data }) => {
  const own = sessionStorage.getItem(KEY);
  if (data.token) take?.(data.token);
  else if (own) tabs.postMessage({ token: own });
};

/**
 * Whether another tab of this page had a token for this one, which was opened by a link. Only pages
 * of this address and port hear of it.
 */
export async function borrowToken() {
  const refused = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const found = await new Promise((resolve) => {
    take = (token) => token !== refused && resolve(token);
    setTimeout(resolve, PATIENCE);
    tabs.postMessage({});
  });
  take = undefined;
  if (found) sessionStorage.setItem(KEY, found);
  return Boolean(found);
}

/** As fetch. */
export function ask(path, { headers = {}, ...options } = {}) {
  const token = sessionStorage.getItem(KEY);
  return fetch(path, { ...options, headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers });
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
