// The page talks to VS Code where it is shown there; in a browser it works by itself.
const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const groups = all('details.group');
const search = document.querySelector('#search');
let tone = 'all';

const copy = (text) => (host ? host.postMessage({ do: 'copy', text }) : navigator.clipboard.writeText(text));
const ACTIONS = {
  copyText: () => copy(document.querySelector('#as-text').textContent),
  copyJson: () => copy(document.querySelector('#as-json').textContent),
  reveal: (element) => host?.postMessage({ do: 'reveal', range: JSON.parse(element.dataset.range) }),
  fix: (element) => host?.postMessage({ do: 'fix', edits: JSON.parse(element.dataset.edits) }),
  command: (element) => host?.postMessage({ do: 'command', command: element.dataset.command }),
  tone: (element) => {
    tone = element.dataset.tone;
    for (const button of all('[data-do="tone"]')) button.setAttribute('aria-pressed', String(button === element));
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
    if (wanted === '') continue;
    group.open = !group.hidden;
    for (const row of all('tr[data-name]', group)) row.hidden = !row.dataset.name.includes(wanted);
  }
  for (const aside of all('details.aside')) aside.open = wanted !== '' && all('details.group:not([hidden])', aside).length > 0;
  document.querySelector('#none').hidden = shown > 0;
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
