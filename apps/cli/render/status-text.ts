import type { Status } from '../machine/status.ts';
import { count, formatAgo, formatBytes, formatNumber, formatShare } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';

/** The status for people. */
export function renderStatus(status: Status, screen: Screen): string[] {
  const { style, columns } = screen;
  const { runs, models, ledger } = status;
  const byStatus = Object.entries(runs.byStatus).map(([name, number]) => `${number} ${name}`);
  const fact = (name: string, value: string) => {
    const [first, ...rest] = wrap(value, Math.max(20, columns - 10));
    return [`${style.dim(name.padEnd(9))} ${first}`, ...rest.map((line) => `${' '.repeat(10)}${line}`)];
  };
  const model = [models.large, models.small, ...models.fallbacks].filter((name) => name !== null);
  const lines = [
    ...fact('opsmith', status.version),
    ...fact(
      'state',
      `${status.home} (${status.stateBytes === 0 ? 'nothing yet' : formatBytes(status.stateBytes)})`,
    ),
    ...fact('runs', byStatus.length === 0 ? 'none yet' : byStatus.join(', ')),
    ...fact('findings', formatNumber(status.recommendations)),
    ...fact('model', model.length === 0 ? 'none: default policies decide' : [...new Set(model)].join(', ')),
    ...fact('', models.sentence),
    ...fact('asked', askedLine(ledger)),
  ];
  if (ledger.byModel.length > 0) lines.push('', ...renderLedger(ledger, screen));
  if (runs.unfinished.length > 0) {
    lines.push('', style.bold('Not finished'));
    for (const run of runs.unfinished)
      lines.push(`  ${run.id}  ${run.kind}  ${style.yellow(run.status)}  ${formatAgo(run.startedAt)}`);
    lines.push(style.dim('  `opsmith runs resume ID` goes on with one.'));
  }
  return lines;
}

function askedLine(ledger: Status['ledger']): string {
  if (ledger.calls + ledger.cached === 0) return 'no language model yet';
  const unpriced =
    ledger.unpricedCalls > 0 ? `, ${count(ledger.unpricedCalls, 'call')} without a known price` : '';
  return `${count(ledger.calls, 'call')}, ${formatShare(ledger.cacheHitRate)} of the questions answered from the cache, ${cost(ledger.costUsd)}${unpriced}`;
}

function renderLedger(ledger: Status['ledger'], { style, columns }: Screen): string[] {
  const right = (title: string) => ({ title, align: 'right' as const, shrink: 0 });
  const titles = [
    { title: 'model' },
    right('calls'),
    right('failed'),
    right('cached'),
    right('in'),
    right('out'),
    right('cost'),
  ];
  const rows = ledger.byModel.map((line) => [
    `${line.provider}:${line.model}`,
    formatNumber(line.calls),
    line.failed > 0 ? style.red(formatNumber(line.failed)) : '0',
    formatNumber(line.cached),
    formatNumber(line.tokensIn),
    formatNumber(line.tokensOut),
    cost(line.costUsd),
  ]);
  return renderTable(titles, rows, { columns, style });
}

const cost = (usd: number) => `$${usd.toFixed(usd > 0 && usd < 0.01 ? 4 : 2)}`;
