import { plotVariables } from '../plots/index.ts';

/** The page's style: no fonts and no pictures from outside; light, dark, narrow and on paper. */
export const reportStyle = `
:root{color-scheme:light dark;${plotVariables('light')};--soft:#f4f6f8;--line:#dfe3e8;--good:#00664a;--bad:#a8321a;--warn:#7a5200}
@media (prefers-color-scheme:dark){:root{${plotVariables('dark')};--soft:#1d232a;--line:#323a43;--good:#4fd1a5;--bad:#ff9b85;--warn:#f0c15a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.2rem 1rem 4rem;max-width:72rem;background:var(--plot-paper);color:var(--plot-ink);font:16px/1.5 system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.2;margin:.2rem 0}
h2{font-size:1.2rem;margin:2.4rem 0 .6rem;padding-top:.4rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
p{margin:.4rem 0;max-width:46rem}
small,.dim{color:var(--plot-muted)}
code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:1rem 0;font-size:.9rem}
a{color:var(--plot-0)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.6rem;margin:1rem 0}
.facts div{background:var(--soft);border-radius:.5rem;padding:.6rem .8rem}
.facts b{display:block;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;min-width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--plot-muted);white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.best td{font-weight:600}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,28rem),1fr));gap:1rem;align-items:start}
figure{margin:0;background:var(--plot-paper);border:1px solid var(--line);border-radius:.5rem;padding:.4rem}
figure svg{display:block;width:100%;height:auto}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.note{border-left:.25rem solid var(--warn);background:var(--soft);padding:.5rem .8rem;margin:.5rem 0}
details summary{cursor:pointer;padding:.3rem 0}
@media (max-width:40rem){body{font-size:15px;padding:.8rem .7rem 3rem}h1{font-size:1.35rem}}
@media print{:root{color-scheme:light;${plotVariables('light')};--soft:#f4f6f8;--line:#ccc;--good:#00664a;--bad:#a8321a;--warn:#7a5200}
body{max-width:none;padding:0;font-size:11pt}nav{display:none}h2{break-after:avoid}figure,tr,.facts div,.note{break-inside:avoid}.plots{grid-template-columns:1fr 1fr}a{color:inherit;text-decoration:none}}
`.trim();
