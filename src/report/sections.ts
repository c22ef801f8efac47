import { type Html, html, trusted } from './html.ts';
import { duration, figure, percent, signed, size, whole, withInterval } from './numbers.ts';
import { type Section, section, table } from './parts.ts';
import { scoreSection } from './score-section.ts';
import type { FullReport } from './training-report.ts';

/** The page's parts, one after the other; those with nothing to say are left out. `pictures`: the report's plots as SVG, whose words are escaped. */
export function* sectionsOf(report: FullReport, pictures: readonly string[]): Generator<Section, void> {
  const {
    scores,
    candidates,
    data,
    findings,
    decisions,
    importances,
    fairness,
    slices,
    agents,
    reproducibility,
  } = report;
  yield* section('scores', 'Scores', scores.test.length + scores.validation.length > 0, () =>
    scoreSection(report),
  );
  yield* section('plots', 'Plots', pictures.length > 0, () => plotSection(pictures));
  yield* section('importances', 'What it looks at', importances.length > 0, () => importanceSection(report));
  yield* section('leaderboard', 'Candidates', candidates.length > 0, () => candidateSection(report));
  yield* section('data', 'Data', data !== null, () => dataSection(report));
  yield* section('findings', 'Findings', findings.length > 0, () => findingSection(report));
  yield* section('decisions', 'Decisions', decisions.length > 0, () => decisionSection(report));
  yield* section('fairness', 'Groups', fairness.length > 0, () => fairnessSection(report));
  yield* section('slices', 'Where it is weakest', slices.length > 0, () => sliceSection(report));
  yield* section('agents', 'The crew', agents.length > 0, () => agentSection(report));
  yield* section('reproducibility', 'How to get it again', reproducibility !== null, () =>
    reproducibilitySection(report),
  );
}

function plotSection(pictures: readonly string[]): Html {
  return html`<div class="plots">${pictures.map((svg) => html`<figure>${trusted(svg)}</figure>`)}</div>`;
}

function importanceSection({ importances }: FullReport): Html {
  const rows = importances
    .slice(0, 15)
    .map(({ name, importance }) => ({ cells: [name, figure(importance)] }));
  const more = importances.length - rows.length;
  return html`${table([{ title: 'feature' }, { title: 'importance', isNumber: true }], rows)}${more > 0 ? html`<p class="dim">and ${more} more</p>` : null}`;
}

function candidateSection({ candidates, problem }: FullReport): Html {
  const rows = candidates.map((each, place) => ({
    isBest: place === 0,
    cells: [
      each.candidate,
      each.family,
      withInterval({ value: each.score, low: each.low, high: each.high }),
      duration(each.seconds),
      each.note ?? '',
    ],
  }));
  return table(
    [
      { title: 'candidate' },
      { title: 'family' },
      { title: problem.metric, isNumber: true },
      { title: 'time', isNumber: true },
      { title: '' },
    ],
    rows,
  );
}

function dataSection({ data }: FullReport): Html {
  if (data === null) return html``;
  const parts = Object.entries(data.parts).map(([name, rows]) => `${name} ${whole(rows)}`);
  const rows = data.columns.map((column) => ({
    cells: [
      column.name,
      column.kind,
      column.role,
      percent(column.missing),
      column.distinct === null ? '–' : whole(column.distinct),
      column.figures,
    ],
  }));
  return html`<p>${data.name}: ${whole(data.rows)} rows${parts.length > 0 ? `, of them ${parts.join(', ')}` : ''}${data.splitBy === null ? '' : `, split ${data.splitBy}`}.<br><small>SHA-256 <code>${data.fingerprint}</code></small></p>${
    rows.length === 0
      ? null
      : table(
          [
            { title: 'column' },
            { title: 'kind' },
            { title: 'role' },
            { title: 'missing', isNumber: true },
            { title: 'distinct', isNumber: true },
            { title: 'figures' },
          ],
          rows,
        )
  }`;
}

function findingSection({ findings }: FullReport): Html {
  const rows = findings.map(({ severity, title, message, columns, action }) => ({
    cells: [
      html`<span class="${severity === 'high' || severity === 'critical' ? 'bad' : severity === 'medium' ? 'warn' : 'dim'}">${severity}</span>`,
      html`<b>${title}</b><br>${message}${columns.length > 0 ? html` <small>(${columns.join(', ')})</small>` : null}`,
      action ?? '–',
    ],
  }));
  return table([{ title: 'severity' }, { title: 'what' }, { title: 'done about it' }], rows);
}

function decisionSection({ decisions }: FullReport): Html {
  const rows = decisions.map(({ phase, what, decidedBy, why, gain, isKept }) => ({
    cells: [
      phase,
      html`${what} ${isKept ? null : html`<small>(not taken)</small>`}`,
      decidedBy,
      why,
      gain ?? 'not measured',
    ],
  }));
  return html`<p>Agents propose, the engine measures: the last column is what it measured.</p>${table(
    [{ title: 'phase' }, { title: 'what' }, { title: 'decided by' }, { title: 'why' }, { title: 'gain' }],
    rows,
  )}`;
}

function fairnessSection({ fairness }: FullReport): Html {
  return html`${fairness.map(({ column, groups, gaps }) => {
    const measures = [...new Set(groups.flatMap(({ values }) => Object.keys(values)))];
    return html`<h3>By ${column}</h3>${table(
      [
        { title: 'group' },
        { title: 'rows', isNumber: true },
        ...measures.map((title) => ({ title, isNumber: true })),
      ],
      groups.map(({ group, rows, values }) => ({
        cells: [group, whole(rows), ...measures.map((measure) => figure(values[measure]))],
      })),
    )}${table(
      [
        { title: 'gap between groups' },
        { title: 'value', isNumber: true },
        { title: 'allowed', isNumber: true },
        { title: '' },
      ],
      gaps.map(({ measure, value, low, high, limit }) => ({
        cells: [
          measure,
          withInterval({ value, low, high }),
          limit === null ? '–' : figure(limit),
          limit === null
            ? ''
            : Math.abs(value) > limit
              ? html`<span class="bad">too large</span>`
              : html`<span class="good">allowed</span>`,
        ],
      })),
    )}`;
  })}`;
}

function sliceSection({ slices, problem }: FullReport): Html {
  return table(
    [
      { title: 'rows where' },
      { title: 'rows', isNumber: true },
      { title: problem.metric, isNumber: true },
      { title: 'of all', isNumber: true },
      { title: 'p', isNumber: true },
    ],
    slices.map(({ rule, rows, score, overall, pValue }) => ({
      cells: [
        html`<code>${rule}</code>`,
        whole(rows),
        figure(score),
        figure(overall),
        pValue === null ? '–' : pValue < 0.001 ? '< 0.001' : pValue.toFixed(3),
      ],
    })),
  );
}

function agentSection({ agents, problem }: FullReport): Html {
  return html`<p>Contribution: the score with what an agent added, minus the score without it.</p>${table(
    [
      { title: 'agent' },
      { title: 'time', isNumber: true },
      { title: 'cost', isNumber: true },
      { title: `contribution (${problem.metric})`, isNumber: true },
      { title: '' },
    ],
    agents.map(({ agent, seconds, contribution, costUsd, note }) => ({
      cells: [
        agent,
        duration(seconds),
        costUsd === null ? '–' : `$${costUsd.toFixed(4)}`,
        contribution === null ? 'not measured' : signed(contribution),
        note ?? '',
      ],
    })),
  )}`;
}

function reproducibilitySection({ reproducibility, data, model }: FullReport): Html {
  if (reproducibility === null) return html``;
  const { seed, command, commit, isDirty, versions, machine } = reproducibility;
  const facts: [string, string | null][] = [
    ['command', command],
    ['seed', seed === null ? null : String(seed)],
    ['data', data === null ? null : `sha256 ${data.fingerprint}`],
    ['code', commit === null ? null : `${commit}${isDirty ? ', with changes that were not committed' : ''}`],
    [
      'model',
      model.sha256 === null
        ? null
        : `sha256 ${model.sha256}${model.bytes === null ? '' : `, ${size(model.bytes)}`}`,
    ],
    [
      'versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ') || null,
    ],
    ['machine', machine],
  ];
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null);
  return table(
    [{ title: 'what' }, { title: '' }],
    known.map(([name, value]) => ({ cells: [name, html`<code>${value}</code>`] })),
  );
}
