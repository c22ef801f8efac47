/** Families by the names of the engine's estimators. */
export const familyNames = [
  'gradient-boosting',
  'random-forest',
  'extra-trees',
  'linear',
  'perceptron',
  'neighbours',
  'naive-bayes',
  'decision-tree',
] as const;
/** One of them. */
export type FamilyName = (typeof familyNames)[number];
