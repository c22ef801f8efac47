import { isDeepStrictEqual } from 'node:util';
import { chooseSpace, narrowed, spaceByPolicy } from '../../../agents/decisions/choose-space.ts';
import { dataFacts } from '../../../agents/decisions/data-facts.ts';
import { contest, type Proposal } from '../../../agents/decisions/proposals.ts';
import { type Kit, kitsFor } from '../../../src/automl/index.ts';
import type { Step } from '../../../src/features/index.ts';
import { isLowerBetter, type MetricName } from '../../../src/train/index.ts';
import { aTurn } from '../../../src/turns/index.ts';
import { droppedNames, type TaskContext } from '../context.ts';
import { isExportable } from '../exportable.ts';
import { type CandidateEntry, measuredWith, type TaskState } from '../state.ts';
import { benchOf, isBetter, standing } from './measure.ts';
import { takesGaps, withoutSteps, withSteps } from './plans.ts';

/** So many of the best families are searched. */
const mostFamilies = 3;

/** Kits of one proposer's narrowed spaces. */
export interface Spaces {
  by: string;
  kits: Kit[];
}

/** What a model's narrowed spaces came to against the policy's. */
export function spaceProposals(
  entries: readonly CandidateEntry[],
  [, model]: readonly Spaces[],
  metric: MetricName,
): Proposal[] {
  if (model === undefined) return [];
  const signed = entries.map((each) => ({ ...each, by: each.by === 'search' ? 'policy' : each.by }));
  const found = contest(
    'choose-space',
    signed,
    metric,
    () => `a search narrowed for ${model.kits.map(({ family }) => family).join(', ')}`,
  );
  return found === null ? [] : [found];
}

/** The best families with their spaces narrowed to what the data bears, and the features that stayed: by the policy, and beside it by a model that would narrow them otherwise. */
export async function spacesToSearch(state: TaskState, context: TaskContext): Promise<[Spaces, ...Spaces[]]> {
  const { request, choices } = state;
  const { data } = await benchOf(measuredWith(state), context);
  const lowerIsBetter = isLowerBetter(state.data!.metric as MetricName);
  const byFamily = new Map<string, number>();
  for (const { family, score } of standing(state))
    if (isBetter(score, byFamily.get(family) ?? null, lowerIsBetter)) byFamily.set(family, score);
  const ranked = [...byFamily].sort(([, one], [, other]) => (lowerIsBetter ? one - other : other - one));
  const wanted = ranked
    .map(([family]) => family)
    .filter((family) => choices.families === undefined || choices.families.includes(family))
    .slice(0, mostFamilies);
  const { training } = await context.session.held(request);
  const dropped = new Set(droppedNames(state));
  await aTurn(context.signal);
  const facts = dataFacts(
    { rows: training.rows, columns: training.columns.filter(({ name }) => !dropped.has(name)) },
    request.target,
  );
  const steps = (state.features?.steps ?? []) as Step[];
  const kits = kitsFor(data, { exportable: isExportable(data) }).filter(({ family }) =>
    wanted.includes(family),
  );
  const policy: Kit[] = [];
  const model: Kit[] = [];
  let by: string | null = null;
  // One after the other: questions that wait for each other at the service would all run out of time.
  for (const kit of kits) {
    const own = withoutSteps(kit.plan, choices.without);
    const plan = takesGaps.has(kit.family) ? withSteps(steps, own) : own;
    const about = { data: facts, family: kit.family, space: kit.space };
    const { value, decidedBy } = await chooseSpace(about, context);
    const usual = spaceByPolicy(about);
    policy.push({ ...kit, plan, space: narrowed(kit.space, usual) });
    if (decidedBy === 'policy' || isDeepStrictEqual(value.narrow, usual.narrow)) continue;
    by = decidedBy;
    model.push({ ...kit, plan, space: narrowed(kit.space, value) });
  }
  const first: Spaces = { by: 'search', kits: policy };
  return by === null ? [first] : [first, { by, kits: model }];
}
