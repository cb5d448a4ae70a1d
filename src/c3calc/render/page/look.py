"""How a page looks and what it does: its style sheet and its script, which only reads the tables that are there."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--paper:#fff;--rule:#d0d7de;--soft:#f3f6f9;--mark:#0b57d0;
--c0:#0072b2;--c1:#b85c00;--c2:#00795c;--c3:#a3386f;--c4:#5b4bb5;--c5:#7a5c00;--c6:#333}
@media (prefers-color-scheme:dark){:root{
--ink:#e6edf3;--dim:#9aa7b4;--paper:#0f141a;--rule:#343d47;--soft:#171e26;
--mark:#8ab4f8;--c0:#56b4e9;--c1:#f0a04b;--c2:#3fc59d;--c3:#e58bbd;--c4:#b3a6ff;--c5:#e6c94c;--c6:#ddd}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:75rem;padding:1rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.15rem;margin:1.6rem 0 .5rem}
summary h2{display:inline;font-size:1.05rem}
section>details{margin:1rem 0}
summary{cursor:pointer}
.verdict{font-size:1.2rem;font-weight:600;border-left:.3rem solid var(--mark);padding-left:.8rem}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
.scroll{overflow-x:auto;position:relative}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.875rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{vertical-align:bottom;background:var(--soft)}
th.n,td.n{text-align:right}td.n{white-space:nowrap}
tbody th{font-weight:400}tr.group th{font-weight:700;padding-top:.9rem}
tr.total th,tr.total td{font-weight:700;border-top:2px solid var(--ink)}
tr.here th,tr.here td{font-weight:700}#notes tbody th{white-space:nowrap}
.caption,figcaption,footer,small{color:var(--dim);font-size:.85rem}
.caption{margin:.3rem 0;overflow-wrap:anywhere}
figure{margin:0}
.chart{touch-action:pan-y}
.chart svg{width:100%;height:auto;display:block;font:12px system-ui,sans-serif;fill:none}
svg text{fill:var(--ink)}.chart .narrow{display:none}
.grid{stroke:var(--rule);stroke-width:1}.axis{stroke:var(--ink)}
.here{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:1 3}
.cursor{stroke:var(--mark);stroke-width:2}
.lead{stroke:var(--dim);stroke-width:.7}
.line{stroke-width:2.4}.faint{stroke-opacity:.5}.range{stroke-width:1.6}
.band{stroke:none;fill-opacity:.13}
.ring{stroke:var(--ink);stroke-width:1.6;fill:var(--paper)}
.low{fill:url(#hatch-wide);stroke:var(--ink)}.narrow .low{fill:url(#hatch-narrow)}
.high{fill:var(--c0);stroke:var(--ink)}
.hatch{stroke:var(--ink);stroke-width:2}
.s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}.s4{stroke:var(--c4)}
.s5{stroke:var(--c5)}.s6{stroke:var(--c6)}
svg .t0{fill:var(--c0)}svg .t1{fill:var(--c1)}svg .t2{fill:var(--c2)}svg .t3{fill:var(--c3)}svg .t4{fill:var(--c4)}
svg .t5{fill:var(--c5)}svg .t6{fill:var(--c6)}
.key{list-style:none;margin:.5rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.875rem}
.key svg{vertical-align:middle;stroke-width:2.4;fill:none}
.readout{margin:.3rem 0;padding:.4rem .6rem;background:var(--soft);font-variant-numeric:tabular-nums;min-height:2.4rem}
@media (max-width:600px){.chart .wide{display:none}.chart .narrow{display:block}h1{font-size:1.3rem}
.verdict{font-size:1.05rem}}
@media print{:root{color-scheme:light;--ink:#000;--dim:#333;--paper:#fff;--rule:#bbb;--soft:#eee}
body{max-width:none;font-size:10pt;padding:0}.skip,.readout,.numbers{display:none}.scroll{overflow:visible}
section,figure{break-inside:avoid}#bill,#notes,#sources,#crossovers{break-inside:auto}table{font-size:8pt}
td.n{white-space:normal}}
"""

SCRIPT = """
"use strict";
for (const figure of document.querySelectorAll("figure.lines")) {
  const chart = figure.querySelector(".chart"), readout = figure.querySelector(".readout");
  const names = [...figure.querySelectorAll(".numbers thead th")].slice(1).map(head => head.textContent);
  const unit = figure.querySelector(".numbers caption").textContent.replace(/, by [^,]*$/, "");
  const rows = [...figure.querySelectorAll(".numbers tbody tr")].map(row => ({
    place: Number(row.dataset.x),
    said: row.dataset.said,
    values: [...row.querySelectorAll("td")].map(cell => cell.textContent),
  }));
  const say = row => row.said + ", " + unit + ": " +
    row.values.map((value, i) => names[i] + " " + value).join("; ");
  let at = Number(chart.getAttribute("aria-valuenow"));
  const show = (next, visible) => {
    at = Math.min(Math.max(next, 0), rows.length - 1);
    chart.setAttribute("aria-valuenow", at);
    chart.setAttribute("aria-valuetext", say(rows[at]));
    if (!visible) return;
    readout.hidden = false;
    readout.textContent = say(rows[at]);
    for (const svg of chart.querySelectorAll("svg")) {
      const left = Number(svg.dataset.left), right = Number(svg.dataset.right), cursor = svg.querySelector(".cursor");
      cursor.setAttribute("transform", "translate(" + (left + rows[at].place * (right - left)) + " 0)");
      cursor.setAttribute("visibility", "visible");
    }
  };
  const nearest = event => {
    const svg = [...chart.querySelectorAll("svg")].find(one => one.getBoundingClientRect().width > 0);
    const box = svg.getBoundingClientRect(), left = Number(svg.dataset.left), right = Number(svg.dataset.right);
    const scale = svg.viewBox.baseVal.width / box.width;
    const place = ((event.clientX - box.left) * scale - left) / (right - left);
    const distance = row => Math.abs(row.place - place);
    return rows.reduce((best, row, i) => distance(row) < distance(rows[best]) ? i : best, 0);
  };
  const keys = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5,
    Home: -rows.length, End: rows.length};
  chart.addEventListener("pointermove", event => show(nearest(event), true));
  chart.addEventListener("pointerdown", event => show(nearest(event), true));
  chart.addEventListener("focus", () => show(at, true));
  chart.addEventListener("keydown", event => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    show(at + keys[event.key], true);
  });
  show(at, false);
}
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("section > details")) folded.open = true;
});
"""
