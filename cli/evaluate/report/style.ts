import { html } from './html.js';

/** The report's only style; it names no font and no picture that would have to be fetched. */
export const style = html`<style>
body { font: 15px/1.6 system-ui, sans-serif; color: #1d2433; margin: 0 auto; max-width: 1080px; padding: 24px; }
h1 { font-size: 24px; } h2 { font-size: 19px; margin-top: 36px; border-bottom: 1px solid #d5dae3; } h3 { font-size: 15px; }
small, .note { color: #5d6780; font-weight: normal; }
table { border-collapse: collapse; margin: 12px 0; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid #d5dae3; padding: 4px 8px; text-align: right; }
th:first-child, .note { text-align: left; } td:not(.note) { white-space: nowrap; } thead th { background: #f2f4f8; }
.figure { font-weight: bold; } .better { color: #1b7a3d; font-weight: bold; } .worse { color: #b3261e; font-weight: bold; } .open { color: #5d6780; }
.charts { display: flex; flex-wrap: wrap; gap: 16px; } figure { margin: 0; flex: 1 1 440px; } figcaption { font-weight: bold; }
svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #3c465c; }
.grid { stroke: #e3e7ee; } .diagonal { stroke: #8a94a8; stroke-dasharray: 4 4; } .threshold { stroke: #1d2433; stroke-dasharray: 5 3; }
.curve { fill: none; stroke-width: 2; } .curve.first { stroke: #1f5fbf; } .curve.second { stroke: #c77700; }
.point { fill-opacity: .75; } .point.first { fill: #1f5fbf; } .point.second { fill: #c77700; }
rect.rental { fill: #b3261e; } rect.genuine { fill: #2f7d8c; }
.key { display: inline-block; width: 12px; height: 12px; margin: 0 4px 0 12px; }
.key.first { background: #1f5fbf; } .key.second { background: #c77700; } .key.rental { background: #b3261e; } .key.genuine { background: #2f7d8c; }
article { border: 1px solid #d5dae3; border-radius: 6px; padding: 4px 16px 12px; margin: 16px 0; }
dl { display: grid; grid-template-columns: 5em 1fr; margin: 0; } dt { color: #5d6780; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24em; overflow-y: auto; unicode-bidi: isolate; }
mark { background: #ffe08a; } sup { color: #b3261e; font-weight: bold; }
.code { background: #e3e7ee; border-radius: 3px; font: 11px monospace; padding: 0 2px; }
</style>`;
