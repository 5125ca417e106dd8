// The page talks to VS Code where it is shown there; in a browser it works by itself.
const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const groups = all('details.group');
const search = document.querySelector('#search');
let tone = 'all';

const copy = (text) => (host ? host.postMessage({ do: 'copy', text }) : navigator.clipboard.writeText(text));
const ACTIONS = {
  copy: (element) => {
    copy(document.getElementById(element.dataset.from).textContent);
    const label = element.textContent;
    element.textContent = 'Copied';
    setTimeout(() => (element.textContent = label), 1200);
  },
  reveal: (element) => host?.postMessage({ do: 'reveal', range: JSON.parse(element.dataset.range) }),
  fix: (element) => host?.postMessage({ do: 'fix', edits: JSON.parse(element.dataset.edits) }),
  command: (element) => host?.postMessage({ do: 'command', command: element.dataset.command }),
  tone: (element) => {
    tone = element.dataset.tone;
    for (const button of all('[data-do="tone"]'))
      button.setAttribute('aria-pressed', String(button === element));
    filter();
  },
  open: (element) => {
    const group = document.getElementById(element.dataset.group);
    group.open = true;
    if (group.parentElement.matches('details')) group.parentElement.open = true;
    group.scrollIntoView({ block: 'nearest' });
    group.querySelector('summary').focus();
  },
  unfold: (element) => {
    const rows = all(`tr[data-of="${element.dataset.rows}"]`);
    for (const row of rows) row.hidden = !row.hidden;
    element.setAttribute('aria-expanded', String(!rows[0]?.hidden));
  },
};

function filter() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const group of groups) {
    const fits = wanted === '' || group.dataset.names.includes(wanted);
    group.hidden = !(fits && (tone === 'all' || group.dataset.tone === tone));
    if (!group.hidden) shown++;
    searchIn(group, wanted);
  }
  for (const aside of all('details.aside')) {
    aside.open = wanted !== '' && all('details.group:not([hidden])', aside).length > 0;
  }
  document.querySelector('#none').hidden = shown > 0;
}

// While something is searched, groups are open and show what fits; afterwards they are as they were.
function searchIn(group, wanted) {
  if (wanted === '') {
    if (group.dataset.was === undefined) return;
    group.open = group.dataset.was === 'open';
    delete group.dataset.was;
    for (const row of all('tr[data-name]', group)) row.hidden = row.dataset.of !== undefined;
    return;
  }
  group.dataset.was ??= group.open ? 'open' : 'closed';
  group.open = !group.hidden;
  for (const row of all('tr[data-name]', group)) row.hidden = !row.dataset.name.includes(wanted);
}

document.addEventListener('click', (event) => {
  const element = event.target.closest('[data-do]');
  if (element) ACTIONS[element.dataset.do]?.(element);
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault();
    search?.focus();
  } else if (event.key === 'Escape' && document.activeElement === search) {
    search.value = '';
    filter();
  }
});
search?.addEventListener('input', filter);
if (!host) for (const element of all('[data-host]')) element.hidden = true;

// VS Code asks for a part to be in sight.
window.addEventListener('message', ({ data }) => {
  if (data.show) document.getElementById(data.show)?.scrollIntoView({ block: 'start' });
});

// The page is made anew when its config changes; the reader stays where they were.
function remember() {
  const open = groups.filter((group) => group.open).map((group) => group.id);
  host?.setState({ open, tone, wanted: search?.value, scroll: window.scrollY });
}
const state = host?.getState();
if (state && search) {
  for (const group of groups) group.open = state.open.includes(group.id);
  search.value = state.wanted;
  const button = document.querySelector(`[data-tone="${state.tone}"][data-do]`);
  if (button) ACTIONS.tone(button);
  window.scrollTo(0, state.scroll);
}
for (const kind of ['click', 'input', 'scroll', 'keyup']) {
  document.addEventListener(kind, () => setTimeout(remember), { passive: true });
}
