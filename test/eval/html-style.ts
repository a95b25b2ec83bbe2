/** Of the page, which follows the reader's light or dark. */
export const styleSheet = `
:root { color-scheme: light dark; --line: light-dark(#d8dbe0, #3a3f47); --soft: light-dark(#f4f5f7, #22262c);
  --text: light-dark(#1c2128, #e3e6ea); --dim: light-dark(#606873, #9aa3ae); --bad: light-dark(#b3261e, #ff8a80);
  --good: light-dark(#1a7f4b, #6fd39b); --back: light-dark(#fff, #16191d); }
body { font: 15px/1.5 system-ui, 'Noto Sans CJK JP', sans-serif; color: var(--text); background: var(--back);
  max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 0; } h3 { font-size: .85rem; margin: 0 0 .4rem; color: var(--dim); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: .6rem; padding: 0; list-style: none; }
.tiles li { background: var(--soft); border-radius: 8px; padding: .6rem .8rem; color: var(--dim); font-size: .85rem; }
.tiles b { display: block; font-size: 1.25rem; color: var(--text); }
.tiles .wrong b, details.wrong > summary { color: var(--bad); } details.right > summary { color: var(--good); }
summary { cursor: pointer; font-weight: 600; font-size: 1.1rem; padding: .6rem 0; } summary span { color: var(--dim); font-weight: 400; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: .6rem 0; }
article p { margin: .3rem 0; white-space: pre-wrap; overflow-wrap: anywhere; } .meta { color: var(--dim); font-size: .8rem; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr)); gap: 1rem; margin-top: .6rem; }
.sides section { min-width: 0; } pre { background: var(--soft); border-radius: 6px; padding: .6rem; margin: 0 0 .5rem;
  white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; }
.grid { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
td, th { border-bottom: 1px solid var(--line); padding: .2rem .7rem; text-align: left; }
`;
