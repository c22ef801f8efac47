/** Verdicts on one rule, in the order in which they were given, at the effects as they stand. */
interface RuleHistory {
  /** Of each verdict's log likelihood, by the rule's effect. */
  gradients: ArrayLike<number>;
  curvatures: ArrayLike<number>;
  effect: number;
  /** Of the rule's effect beforehand, before and after a change alike. */
  variance: number;
  /** Chance beforehand that the rule has been judged anew at all. */
  chance: number;
}

/** With fewer verdicts on a rule nothing is suspected. */
const fewest = 4;
/** No factor is taken for surer than this, or its exponential would be infinite. */
const surest = 50;

/**
 * Of each verdict the probability that the rule has not been judged anew since: one change at most, at any verdict alike, after which the effect is drawn again.
 * The evidence of before and after apart, against that of all as one, each integrated over the effect by Laplace's approximation around the effect as it
 * stands (Bayesian change points: Barry and Hartigan 1993). One pass; all 1 where there are too few.
 */
export function stillHolding({ gradients, curvatures, effect, variance, chance }: RuleHistory): Float64Array {
  const count = gradients.length;
  const holding = new Float64Array(count).fill(1);
  if (count < fewest) return holding;
  let gradientOfAll = 0;
  let curvatureOfAll = 0;
  for (let at = 0; at < count; at++) {
    gradientOfAll += gradients[at]!;
    curvatureOfAll += curvatures[at]!;
  }
  const evidence = (gradient: number, curvature: number): number =>
    (gradient - effect / variance) ** 2 / (2 * (curvature + 1 / variance)) -
    Math.log(1 + variance * curvature) / 2;
  const asOne = evidence(gradientOfAll, curvatureOfAll) + effect ** 2 / (2 * variance);
  const beforehand = chance / (1 - chance) / (count - 1);
  const odds = new Float64Array(count);
  let sum = 1;
  let gradient = 0;
  let curvature = 0;
  for (let split = 1; split < count; split++) {
    gradient += gradients[split - 1]!;
    curvature += curvatures[split - 1]!;
    const apart =
      evidence(gradient, curvature) + evidence(gradientOfAll - gradient, curvatureOfAll - curvature);
    odds[split] = beforehand * Math.exp(Math.min(surest, apart - asOne));
    sum += odds[split]!;
  }
  let changed = 0;
  for (let at = count - 1; at >= 0; at--) {
    holding[at] = Math.max(0, 1 - changed);
    changed += odds[at]! / sum;
  }
  return holding;
}
