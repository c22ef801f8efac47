import type { AuditEntry } from '../../../src/govern/index.ts';
import type { Approval, Lineage, ModelVersion, VersionComparison } from '../../../src/registry/index.ts';
import { formatAgo, formatBytes } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable, type Style } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';

/** A metric's value: four significant digits. */
export function metricText(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(4)));
}

/** A stage in its colour. */
export function stageMark(stage: string | null, style: Style): string {
  if (stage === 'production') return style.green(stage);
  return stage === 'staging' ? style.yellow(stage) : style.dim(stage ?? '–');
}

/** A list that is at least so wide has room for several metrics, and for who registered a version. */
const wide = 100;
/** The metrics that a list shows: the first ones, what a model was chosen by before all others. */
const metricsShown = { wide: 3, narrow: 1 };

/** Versions as a table, in their order. */
export function renderVersions(versions: readonly ModelVersion[], screen: Screen): string[] {
  const { style } = screen;
  const isWide = screen.columns >= wide;
  const hasAliases = versions.some(({ aliases }) => aliases.length > 0);
  const shown = ({ metrics, record }: ModelVersion) =>
    Object.entries(metrics)
      .sort(([one], [other]) => Number(other === record.metric) - Number(one === record.metric))
      .slice(0, isWide ? metricsShown.wide : metricsShown.narrow)
      .map(([metric, value]) => `${metric} ${metricText(value)}`)
      .join(', ');
  const columns = [
    { title: 'model', shrink: 1, of: ({ model }: ModelVersion) => style.bold(model) },
    { title: 'version', shrink: 0, of: ({ version }: ModelVersion) => version },
    { title: 'stage', shrink: 0, of: ({ stage }: ModelVersion) => stageMark(stage, style) },
    ...(hasAliases
      ? [
          {
            title: 'aliases',
            shrink: 3,
            of: ({ aliases }: ModelVersion) => aliases.map((alias) => `@${alias}`).join(' '),
          },
        ]
      : []),
    { title: isWide ? 'metrics' : 'metric', shrink: isWide ? 4 : 0, of: shown },
    {
      title: 'registered',
      shrink: 2,
      of: ({ registeredAt }: ModelVersion) => style.dim(formatAgo(registeredAt)),
    },
    ...(isWide
      ? [{ title: 'by', shrink: 2, of: ({ registeredBy }: ModelVersion) => printable(registeredBy) }]
      : []),
  ];
  const rows = versions.map((version) => columns.map(({ of }) => of(version)));
  return renderTable(columns, rows, { columns: screen.columns, style });
}

/** All that is known of one version. */
export function renderVersion(
  version: ModelVersion,
  approvals: readonly Approval[],
  screen: Screen,
): string[] {
  const { style, columns } = screen;
  const { artifact, choice, metrics, run, gitCommit, notes } = version;
  const facts: [string, string][] = [
    ['stage', stageMark(version.stage, style)],
    ...(version.aliases.length === 0
      ? []
      : [['aliases', version.aliases.map((alias) => `@${alias}`).join(' ')] as [string, string]]),
    ['registered', `${version.registeredAt} by ${printable(version.registeredBy)}`],
    ...(run === null ? [] : [['run', run] as [string, string]]),
    ...(gitCommit === null ? [] : [['commit', gitCommit] as [string, string]]),
    [
      'number',
      `${choice.overridden ? `chosen; proposed was ${choice.proposed}` : 'as proposed'}: ${choice.reasons.join('; ')}`,
    ],
    [
      'metrics',
      Object.entries(metrics)
        .map(([name, value]) => `${name} ${metricText(value)}`)
        .join(', ') || 'none',
    ],
    ...approvals.map(
      ({ actor, stage, reason, at }) =>
        [
          'approved',
          `for ${stage} by ${printable(actor)}, ${at}${reason === null ? '' : `: ${printable(reason)}`}`,
        ] as [string, string],
    ),
    ...(notes === null ? [] : [['notes', printable(notes)] as [string, string]]),
    [
      'artifact',
      `${artifact.sha256.slice(0, 12)} (${artifact.files.length} files, ${formatBytes(artifact.bytes)})`,
    ],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return [
    style.bold(version.id),
    ...facts.flatMap(([name, text]) => {
      const [first = '', ...rest] = wrap(text, Math.max(20, columns - width));
      return [style.dim(name.padEnd(width)) + first, ...rest.map((line) => ' '.repeat(width) + line)];
    }),
    ...artifact.files.map(
      ({ path, sha256, bytes }) =>
        `${' '.repeat(width)}${style.dim(sha256.slice(0, 12))} ${printable(path)} ${style.dim(formatBytes(bytes))}`,
    ),
  ];
}

/** Two versions beside each other. */
export function renderComparison(
  found: VersionComparison,
  screen: Screen,
  sameRows: string | null,
): string[] {
  const { style, columns } = screen;
  const rows = found.metrics.map(({ metric, first, second, difference }) => [
    metric,
    metricText(first),
    metricText(second),
    difference === null ? '–' : `${difference > 0 ? '+' : ''}${metricText(difference)}`,
  ]);
  const titles = [
    { title: 'metric', shrink: 1 },
    { title: found.first, align: 'right' as const, shrink: 0 },
    { title: found.second, align: 'right' as const, shrink: 0 },
    { title: 'difference', align: 'right' as const, shrink: 0 },
  ];
  return [
    ...renderTable(titles, rows, { columns, style }),
    '',
    ...(found.changes.length === 0
      ? ['Neither says anything of itself that the other does not.']
      : found.changes),
    ...found.files.map(({ path, change }) => style.dim(`${change}: ${printable(path)}`)),
    '',
    ...wrap(
      sameRows ??
        style.dim(
          `Each was tested on its own rows${found.sameData ? ', of the same table' : ''}: \`opsmith models compare … --data FILE --metric M\` holds both against the same rows.`,
        ),
      columns,
    ),
  ];
}

/** Entries of the log, a line or two each. */
export function renderEntries(entries: readonly AuditEntry[], screen: Screen): string[] {
  const { style, columns } = screen;
  return entries.flatMap((entry) => {
    const of =
      entry.model === null ? '' : ` ${entry.model}${entry.version === null ? '' : `@${entry.version}`}`;
    const head = `${style.dim(`${String(entry.seq).padStart(4)}  ${entry.at.slice(0, 19).replace('T', ' ')}`)}  ${style.bold(entry.kind)}${of} ${style.dim(`by ${printable(entry.actor)}`)}`;
    const said = sayBody(entry);
    return [head, ...(said === '' ? [] : wrap(printable(said), columns - 6).map((line) => `      ${line}`))];
  });
}

function sayBody({ kind, body }: AuditEntry): string {
  const { from, to, move, replaced, reason, alias, stage, allowed, controls, artifact, tag } = body as Record<
    string,
    unknown
  >;
  const why = typeof reason === 'string' && reason !== '' ? `: ${reason}` : '';
  switch (kind) {
    case 'stage-changed':
      return `${move} from ${from ?? 'no stage'} to ${to ?? 'no stage'}${replaced ? ` in place of ${replaced}` : ''}${why}`;
    case 'alias-set':
    case 'alias-removed':
      return `@${alias}${from ? ` from ${from}` : ''}${why}`;
    case 'approved':
    case 'approval-withdrawn':
      return `for ${stage}${why}`;
    case 'gate-decision': {
      const failed = (controls as { control: string; status: string }[]).filter(
        ({ status }) => status === 'fail',
      );
      return `${allowed ? 'let through' : 'not let through'} to ${stage}${failed.length === 0 ? '' : ` (${failed.map(({ control }) => control).join(', ')})`}${why}`;
    }
    case 'version-registered':
      return `artifact ${String(artifact).slice(0, 12)}${why}`;
    case 'tagged':
      return String(tag);
    default:
      return why.slice(2);
  }
}

/** What came from what, an edge a line, each thing after those that it came from. */
export function renderLineage({ nodes, edges }: Lineage, screen: Screen): string[] {
  const { style } = screen;
  const labels = new Map(nodes.map(({ id, kind, label }) => [id, `${style.dim(kind)} ${printable(label)}`]));
  const name = (id: string) => labels.get(id) ?? id;
  return nodes.flatMap(({ id }) => {
    const own = edges.filter(({ target }) => target === id);
    return [
      name(id),
      ...own.map(({ source, relation }) => `  ${style.dim(`← ${relation}`)} ${name(source)}`),
    ];
  });
}
