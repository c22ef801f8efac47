import type { TrainedModel } from '../artifact/index.ts';
import type { CalibrationMap, LinearModel, Model, Tree } from '../train/index.ts';

/**
 * What the numbers of an explanation are: `number` what a regression predicts, `log` its logarithm (counts) or that of one more than it (loss `log-squared`), `log-odds` of the second of two classes,
 * `score` a number for each class before the softmax, `probability`.
 */
export type ExplanationScale = 'number' | 'log' | 'log-odds' | 'score' | 'probability';

/** Where a term's own output goes. */
export interface TermTarget {
  from: number;
  to: number;
  factor: number;
}

/** A part of a model that is explained by itself: the whole is the sum of its parts. */
export type AdditiveTerm = {
  into: TermTarget[];
  /** By whose places its features are numbered. */
  features: readonly string[];
  /** Which of a trained model's members it is of. */
  member: number;
} & ({ kind: 'tree'; tree: Tree } | { kind: 'linear'; model: LinearModel });

/** A model as a sum of parts whose Shapley values are known exactly; those of a sum are the sums of theirs. */
export interface AdditiveModel {
  scale: ExplanationScale;
  /** Of each output: with two classes one, for the second. */
  constants: number[];
  terms: AdditiveTerm[];
}

/** A model as a sum, or why it is none. */
export type Additive = AdditiveModel | { reason: string };

/** A trained model as a sum, or why it is none. */
export function additiveOfTrained({ members, stack, calibration }: TrainedModel): Additive {
  if (stack) return { reason: 'a linear model of what its members say in the end speaks for them' };
  const parts = members.map(({ model }, member): Additive => {
    const own = additiveOf(model);
    return 'reason' in own ? own : { ...own, terms: own.terms.map((term) => ({ ...term, member })) };
  });
  const blend = blendOfAdditive(
    parts,
    members.map(({ weight }) => weight),
  );
  return calibration === null ? blend : calibratedAdditive(blend, calibration);
}

/**
 * The model as such a sum, or why it is none. Averages of predictions are sums where the predictions are; a link between (the logistic one, an isotonic
 * calibration) ends that.
 */
export function additiveOf(model: Model): Additive {
  switch (model.family) {
    case 'gradient-boosting':
      return {
        scale: boostingScale(model.loss),
        constants: [...model.initial],
        terms: model.trees.map((tree, at) => ({
          kind: 'tree',
          tree,
          into: [{ from: 0, to: at % model.initial.length, factor: 1 }],
          features: model.features,
          member: 0,
        })),
      };
    case 'random-forest':
    case 'extra-trees':
    case 'decision-tree': {
      const outputs = model.trees[0]?.outputs ?? 1;
      const into = range(outputs).map((output) => ({
        from: output,
        to: output,
        factor: 1 / model.trees.length,
      }));
      return {
        scale: model.classes === null ? 'number' : 'probability',
        constants: range(outputs).map(() => 0),
        terms: model.trees.map((tree) => ({ kind: 'tree', tree, into, features: model.features, member: 0 })),
      };
    }
    case 'linear': {
      const outputs = model.coefficients.length;
      return {
        scale: model.classes === null ? 'number' : outputs === 1 ? 'log-odds' : 'score',
        constants: model.coefficients.map((own) => own.at(-1)!),
        terms: [
          {
            kind: 'linear',
            model,
            into: range(outputs).map((output) => ({ from: output, to: output, factor: 1 })),
            features: model.features,
            member: 0,
          },
        ],
      };
    }
    case 'dummy':
      if (model.classes === null) return { scale: 'number', constants: [model.values[0]!], terms: [] };
      return {
        scale: 'probability',
        constants: model.classes.length === 2 ? [model.values[1]!] : [...model.values],
        terms: [],
      };
    case 'blend':
      return blendOfAdditive(
        model.members.map(({ model: member }) => additiveOf(member)),
        model.members.map(({ weight }) => weight),
      );
    case 'stack':
      return stackOfAdditive(model.members.map(additiveOf), model.meta);
    case 'calibrated':
      return calibratedAdditive(additiveOf(model.base), model.maps);
    default:
      return { reason: `${model.family} is no sum of trees or linear terms` };
  }
}

function boostingScale(loss: string): ExplanationScale {
  if (loss === 'logistic') return 'log-odds';
  if (loss === 'softmax') return 'score';
  return loss === 'poisson' || loss === 'log-squared' ? 'log' : 'number';
}

/** Whether a scale is that of predictions, which can be averaged. */
function isOfPredictions(scale: ExplanationScale): boolean {
  return scale === 'number' || scale === 'probability';
}

/** The weighted mean of predictions. */
function blendOfAdditive(members: readonly Additive[], weights: readonly number[]): Additive {
  if (members.length === 1) return members[0]!;
  const parts: AdditiveModel[] = [];
  for (const member of members) {
    if ('reason' in member) return member;
    if (!isOfPredictions(member.scale)) return { reason: mixed(member.scale) };
    parts.push(member);
  }
  return {
    scale: parts[0]!.scale,
    constants: parts[0]!.constants.map((_, output) =>
      parts.reduce((sum, { constants }, at) => sum + weights[at]! * constants[output]!, 0),
    ),
    terms: parts.flatMap(({ terms }, at) =>
      terms.map((term) =>
        mapped(term, ({ from, to, factor }) => [{ from, to, factor: factor * weights[at]! }]),
      ),
    ),
  };
}

/** A linear model of predictions. */
function stackOfAdditive(members: readonly Additive[], meta: LinearModel): Additive {
  const constants = meta.coefficients.map((own) => own.at(-1)!);
  const terms: AdditiveTerm[] = [];
  let column = 0;
  for (const member of members) {
    if ('reason' in member) return member;
    if (!isOfPredictions(member.scale)) return { reason: mixed(member.scale) };
    const first = column;
    column += member.constants.length;
    // By the member's output: where it goes and by which factor.
    const ways = member.constants.map((constant, output) =>
      meta.design.flatMap(({ feature, mean, scale }, place) => {
        if (feature !== first + output) return [];
        return meta.coefficients.map((own, to) => {
          constants[to]! += (own[place]! * (constant - mean)) / scale;
          return { to, factor: own[place]! / scale };
        });
      }),
    );
    for (const term of member.terms)
      terms.push(
        mapped(term, ({ from, to, factor }) =>
          ways[to]!.map((way) => ({ from, to: way.to, factor: factor * way.factor })),
        ),
      );
  }
  const scale = meta.classes === null ? 'number' : constants.length === 1 ? 'log-odds' : 'score';
  return { scale, constants, terms };
}

/** Platt's map of log-odds is linear in them; any other ends the sum. */
function calibratedAdditive(base: Additive, maps: readonly CalibrationMap[]): Additive {
  if ('reason' in base) return base;
  const map = maps[0]!;
  if (maps.length > 1 || map.method !== 'sigmoid')
    return { reason: `its ${map.method} calibration is not linear in what it maps` };
  if (base.scale !== 'log-odds')
    return { reason: `its sigmoid calibration is of log-odds, and the sum is a ${base.scale}` };
  return {
    scale: 'log-odds',
    constants: base.constants.map((constant) => map.slope * constant + map.intercept),
    terms: base.terms.map((term) =>
      mapped(term, ({ from, to, factor }) => [{ from, to, factor: factor * map.slope }]),
    ),
  };
}

function mixed(scale: ExplanationScale): string {
  return `it averages predictions of models that are sums only before their link (${scale})`;
}

function mapped(term: AdditiveTerm, ways: (target: TermTarget) => TermTarget[]): AdditiveTerm {
  return { ...term, into: term.into.flatMap(ways) };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
