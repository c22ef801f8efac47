import type { Gates } from '../policy/policy-schema.ts';
import { type ControlResult, figure, judged, unproven } from './control.ts';
import { type GateEvidence, isWithout, sameMetric } from './evidence.ts';

/** What a control needs beside its settings. */
export interface ControlContext {
  evidence: GateEvidence;
  /** Who asks for the promotion. */
  actor: string;
  /** Who registered the version. */
  registeredBy: string;
}

/** A control's settings, and the results of asking for them. */
type Control<Settings> = (settings: Settings, context: ControlContext) => Promise<ControlResult[]>;
type Setting<Name extends keyof Gates> = NonNullable<Gates[Name]>;

const metrics: Control<Setting<'metrics'>> = async (limits, { evidence }) => {
  const known = await evidence.metrics();
  return Object.entries(limits).map(([metric, { min, max }]) => {
    const control = `metric ${metric}`;
    const value = Object.entries(known).find(([name]) => sameMetric(name) === sameMetric(metric))?.[1];
    if (value === undefined)
      return unproven(
        control,
        `The version has no figure for ${metric}; it has ${Object.keys(known).join(', ') || 'none at all'}.`,
      );
    const asked = [
      ...(min === undefined ? [] : [`at least ${min}`]),
      ...(max === undefined ? [] : [`at most ${max}`]),
    ];
    const passes = (min === undefined || value >= min) && (max === undefined || value <= max);
    return judged(control, passes, `${metric} is ${figure(value)}; ${asked.join(' and ')} is asked for.`, {
      value,
      min: min ?? null,
      max: max ?? null,
    });
  });
};

const notWorseThanLive: Control<Setting<'notWorseThanLive'>> = async (settings, { evidence }) => {
  const { metric, margin } = settings;
  const control = `not worse than live (${metric})`;
  const found = await evidence.comparison(metric);
  if (found === 'no-live')
    return [{ control, status: 'not-applicable', says: 'No version is in production.', evidence: null }];
  if (isWithout(found)) return [unproven(control, found.without)];
  const { live, rows, candidateScore, liveScore, improvement } = found;
  const interval = `${figure(improvement.low)} to ${figure(improvement.high)}`;
  return [
    judged(
      control,
      improvement.low >= -margin,
      `On the same ${rows} rows ${metric} is ${figure(candidateScore)}, against ${figure(liveScore)} of ${live}: ${improvement.estimate < 0 ? 'worse' : 'better'} by ${figure(Math.abs(improvement.estimate))} (95% interval of what it is better by: ${interval}); that must not go below ${figure(-margin)}.`,
      { ...found, margin },
    ),
  ];
};

const calibration: Control<Setting<'calibration'>> = async ({ maxError }, { evidence }) => {
  const control = 'calibration';
  const found = await evidence.calibration();
  if (found === 'not-applicable')
    return [{ control, status: 'not-applicable', says: 'The model gives no probabilities.', evidence: null }];
  if (isWithout(found)) return [unproven(control, found.without)];
  const says = `The expected calibration error is ${figure(found.error)}; at most ${maxError} is asked for.`;
  return [judged(control, found.error <= maxError, says, { ...found, maxError })];
};

const latency: Control<Setting<'latency'>> = async ({ p95Ms }, { evidence }) => {
  const found = await evidence.latency();
  if (isWithout(found)) return [unproven('latency', found.without)];
  const says = `One row took ${figure(found.p95Ms)} ms or less in 95 of 100 of ${found.calls} calls; at most ${p95Ms} ms is asked for.`;
  return [judged('latency', found.p95Ms <= p95Ms, says, { ...found, limitMs: p95Ms })];
};

const fairness: Control<Setting<'fairness'>> = async ({ columns, ...limits }, { evidence }) => {
  const found = await evidence.fairness(columns ?? null);
  if (found === 'not-applicable')
    return [
      {
        control: 'fairness',
        status: 'not-applicable',
        says: 'Gaps between groups are limited for models that predict classes.',
        evidence: null,
      },
    ];
  if (isWithout(found)) return [unproven('fairness', found.without)];
  const missing = (columns ?? []).filter((name) => !found.columns.some(({ column }) => column === name));
  const wanted = Object.entries(limits) as [keyof typeof limits, number | undefined][];
  return [
    ...missing.map((name) => unproven(`fairness ${name}`, `The column ${name} was not looked at.`)),
    ...found.columns.flatMap((measured) =>
      wanted.flatMap(([gap, limit]) => {
        if (limit === undefined) return [];
        const control = `fairness ${measured.column} (${gap})`;
        const between = measured[gap];
        if (between === null)
          return [unproven(control, `${gap} could not be measured for ${measured.column}.`)];
        const { value, low, high, byChance } = between;
        const says = `Between the groups of ${measured.column} ${gap} differs by ${figure(value)} (95% interval ${figure(low)} to ${figure(high)}; up to ${figure(byChance)} by chance); at most ${limit} is asked for.`;
        return [judged(control, value <= limit, says, { ...between, limit, source: found.source })];
      }),
    ),
  ];
};

const dataChecks: Control<Setting<'dataChecks'>> = async ({ allow }, { evidence }) => {
  const found = await evidence.dataChecks();
  if (isWithout(found)) return [unproven('data checks', found.without)];
  const bad = found.findings.filter(({ severity }) => severity === 'error' || allow === 'nothing');
  const says =
    bad.length === 0
      ? `The checks of the training table found ${found.findings.length === 0 ? 'nothing' : `${found.findings.length} that may be`}.`
      : `The checks of the training table found: ${bad.map(({ message }) => message).join(' ')}`;
  return [judged('data checks', bad.length === 0, says, { findings: found.findings, allow })];
};

const approvals: Control<Setting<'approvals'>> = async (settings, { evidence, actor, registeredBy }) => {
  const { count, fourEyes, from } = settings;
  const all = await evidence.approvals();
  const counted = all.filter(
    (approval) =>
      (from === undefined || from.includes(approval.actor)) &&
      (!fourEyes || (approval.actor !== actor && approval.actor !== registeredBy)),
  );
  const people = [...new Set(counted.map((approval) => approval.actor))];
  const others = [...new Set(all.map((approval) => approval.actor))].filter((name) => !people.includes(name));
  const who = people.length === 0 ? 'Nobody' : people.join(', ');
  const rule = [
    ...(from === undefined ? [] : [`of ${from.join(', ')}`]),
    ...(fourEyes ? [`who is neither ${actor}, who promotes it, nor ${registeredBy}, who registered it`] : []),
  ].join(', ');
  const says = `${who} approved${others.length === 0 ? '' : ` (${others.join(', ')} did too, and does not count)`}; ${count} ${count === 1 ? 'person is' : 'people are'} asked for${rule === '' ? '' : `: anybody ${rule}`}.`;
  return [judged('approvals', people.length >= count, says, { approvals: all, counted: people, settings })];
};

const repository: Control<Setting<'repository'>> = async ({ clean, commit, tag }, { evidence }) => {
  const found = await evidence.repository();
  if (isWithout(found)) return [unproven('repository', found.without)];
  const asked = {
    'no-repository': true,
    'no-commit-recorded': commit,
    'missing-commit': commit,
    'dirty-tree': clean,
    'tag-elsewhere': tag,
  };
  const bad = found.problems.filter(({ kind }) => asked[kind]);
  const says = bad.length === 0 ? 'The repository is in order.' : bad.map(({ message }) => message).join(' ');
  return [judged('repository', bad.length === 0, says, { ...found, asked: { clean, commit, tag } })];
};

const controls: { [Name in keyof Gates]-?: Control<Setting<Name>> } = {
  metrics,
  notWorseThanLive,
  calibration,
  latency,
  fairness,
  dataChecks,
  approvals,
  repository,
};

/** Asks every control that the gates name, one after the other: they may measure time. */
export async function askControls(gates: Gates, context: ControlContext): Promise<ControlResult[]> {
  const results: ControlResult[] = [];
  const names = Object.keys(controls) as (keyof Gates)[];
  for (const name of names) {
    const settings = gates[name];
    if (settings === undefined) continue;
    const ask = controls[name] as Control<unknown>;
    results.push(...(await ask(settings, context)));
  }
  return results;
}
