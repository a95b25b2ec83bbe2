/** The report carries its own style: it is one file that can be sent on. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2733; --dim: #5b6b7b; --line: #d9e0e7; --paper: #fff; --wash: #f5f7f9; --accent: #2a6f97; --serious: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --dim: #9fb0c0; --line: #33414e; --paper: #151b21; --wash: #1d252d; --accent: #7fc1e8; --serious: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 16px/1.65 system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.3; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
.prompt { color: var(--dim); margin: 0 0 1.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.answer { background: var(--wash); border-left: 4px solid var(--accent); padding: .5rem 1.25rem; border-radius: 0 6px 6px 0; }
blockquote { margin: .75rem 0; padding-left: .9rem; border-left: 3px solid var(--line); color: var(--dim); }
.answer a { color: inherit; text-decoration: underline dotted var(--accent); text-underline-offset: .2em; }
:target { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; scroll-margin: 4rem; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .92rem; margin: .5rem 0; }
th, td { text-align: left; padding: .3rem .65rem; border-bottom: 1px solid var(--line); vertical-align: top; max-width: 22rem; overflow-wrap: break-word; }
td.number, td[align=right] { white-space: nowrap; }
td.number, th.number, td[align=right], th[align=right] { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; } figcaption { color: var(--dim); font-size: .9rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.25rem; align-items: start; }
.figures figure { margin: 0; }
.figures .wide { grid-column: 1 / -1; }
img { max-width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
pre { background: var(--wash); padding: .9rem; border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; line-height: 1.5; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
summary { cursor: pointer; color: var(--accent); }
.serious { color: var(--serious); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; font-size: .9rem; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
@media print { details { display: block; } body { max-width: none; } .scroll { overflow: visible; } table { font-size: .75rem; } th, td { padding: .2rem .4rem; } figure, tr { break-inside: avoid; } }
`;
