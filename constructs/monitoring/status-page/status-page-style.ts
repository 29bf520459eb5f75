/** Of the page that the monitoring droplets serve, and of the one that `status --serve` does: light and dark, narrow and wide. */
export const STATUS_PAGE_STYLE = `:root {
  color-scheme: light dark;
  --back: #f6f7f9;
  --card: #fff;
  --text: #1b1f24;
  --quiet: #57606a;
  --line: #d0d7de;
  --well: #1a7f37;
  --degraded: #8a5a00;
  --down: #cf222e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0d1117;
    --card: #161b22;
    --text: #e6edf3;
    --quiet: #9aa4af;
    --line: #30363d;
    --well: #3fb950;
    --degraded: #d29922;
    --down: #ff7b72;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0 auto;
  max-width: 70rem;
  padding: 1rem;
  background: var(--back);
  color: var(--text);
  font:
    1rem/1.5 system-ui,
    sans-serif;
}
header {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1rem;
  align-items: baseline;
}
h1 {
  font-size: 1.4rem;
  margin: 0;
}
h2 {
  font-size: 1rem;
  margin: 0 0 0.5rem;
}
h3 {
  font-size: 1rem;
  margin: 0;
}
time,
.quiet {
  color: var(--quiet);
}
.health {
  font-weight: 600;
  white-space: nowrap;
}
.well {
  color: var(--well);
}
.degraded {
  color: var(--degraded);
}
.down {
  color: var(--down);
}
#stale {
  border: 1px solid var(--down);
  border-radius: 0.5rem;
  padding: 0.5rem 1rem;
  margin: 1rem 0 0;
}
section {
  margin-top: 1rem;
  padding-top: 0.75rem;
  border-top: 1px solid var(--line);
}
ul {
  list-style: none;
  margin: 0;
  padding: 0;
}
.nodes {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
  gap: 0.75rem;
}
.node {
  background: var(--card);
  border: 1px solid var(--line);
  border-left: 0.35rem solid currentColor;
  border-radius: 0.5rem;
  padding: 0.5rem 0.75rem;
}
.node h3,
.node p {
  color: var(--text);
}
.node p.degraded {
  color: var(--degraded);
}
.node p.down {
  color: var(--down);
}
.node .role {
  font-weight: 600;
}
.node p {
  margin: 0.15rem 0 0;
  font-size: 0.9rem;
  overflow-wrap: anywhere;
}
.node p.quiet {
  color: var(--quiet);
}
.complaint {
  margin: 0 0 0.5rem;
}
.alerts li,
#events li {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.75rem;
  padding: 0.15rem 0;
}
a {
  color: inherit;
}
.measures span:not(:last-child)::after {
  content: ' ·';
}
.facts {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
  gap: 0.5rem 1rem;
  margin: 0;
}
.facts dt {
  color: var(--quiet);
  font-size: 0.9rem;
}
.facts dd {
  margin: 0;
  font-weight: 600;
  overflow-wrap: anywhere;
}
`;
