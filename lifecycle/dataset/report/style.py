"""How the preflight report looks: one style sheet for light and dark, screen and paper."""

STYLE = """
:root { color-scheme: light dark;
  --ink: #1c2430; --dim: #5b6675; --paper: #ffffff; --panel: #f4f6f9; --line: #d9dfe7;
  --accept: #1a7f4b; --reject: #c0262d; --warning: #9a6700; --hint: #2563a8; --bar: #4a7fc1; }
@media (prefers-color-scheme: dark) { :root {
  --ink: #e4e9f0; --dim: #98a4b3; --paper: #12161c; --panel: #1b212a; --line: #333d4a;
  --accept: #4cc38a; --reject: #ff7b80; --warning: #e0b04c; --hint: #7db5f0; --bar: #5f97db; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.4rem 0 .6rem; }
p { margin: .4rem 0; }
code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: break-word; }
.digest { overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.verdict { border-left: .4rem solid; padding: .2rem 0 .3rem 1rem; }
.accept { border-color: var(--accept); } .accept h1 { color: var(--accept); }
.reject { border-color: var(--reject); } .reject h1 { color: var(--reject); }
.figures { display: grid; gap: .7rem; margin: 1.4rem 0 0; padding: 0;
  grid-template-columns: repeat(auto-fit, minmax(8.2rem, 1fr)); }
.figures div { background: var(--panel); border-radius: .4rem; display: flex;
  flex-direction: column; justify-content: space-between; padding: .6rem .8rem; }
.figures dt::first-letter { text-transform: uppercase; }
.figures dt { color: var(--dim); font-size: .85rem; }
.figures dd { font-size: 1.3rem; font-variant-numeric: tabular-nums; margin: 0; }
.pairs { column-gap: 2.5rem; columns: 19rem; list-style: none; margin: 0; padding: 0; }
.pairs li { border-bottom: 1px solid var(--line); break-inside: avoid; padding: .3rem 0; }
table { border-collapse: collapse; width: 100%; }
th { color: var(--dim); font-size: .85rem; font-weight: 600; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .45rem .8rem .45rem 0;
  vertical-align: top; }
td:first-child { white-space: nowrap; }
td.number, th.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.mark { font-size: .8rem; font-weight: 700; white-space: nowrap; }
.mark.error { color: var(--reject); } .mark.warning { color: var(--warning); }
.mark.hint { color: var(--hint); }
figure { margin: .6rem 0; } svg { display: block; height: auto; max-width: 100%; }
svg text { fill: var(--dim); font: 12px system-ui, sans-serif; }
svg .bar { fill: var(--bar); } svg .axis { stroke: var(--line); }
svg .limit { stroke: var(--reject); stroke-dasharray: 4 3; }
footer { border-top: 1px solid var(--line); color: var(--dim); font-size: .85rem;
  margin-top: 3rem; padding-top: .8rem; }
@media print { body { max-width: none; padding: 0; } h2, tr { break-inside: avoid; } }
"""
