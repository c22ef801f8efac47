/**
 * The five phases of a training task in their order: whose they are, the supervisor's step that stands for them, the nodes that they consist of, and the
 * part of the time budget by whose end they should be over. What is left after the last is for the final fit, the judgement and the report.
 */
export const phases = [
  {
    name: 'collect',
    agent: 'data-collector',
    action: 'validate_dataset',
    nodes: ['hold-out', 'collect'],
    until: 0.15,
  },
  {
    name: 'engineer',
    agent: 'feature-engineer',
    action: 'engineer_features',
    nodes: ['engineer'],
    until: 0.3,
  },
  {
    name: 'train',
    agent: 'trainer',
    action: 'train_model',
    nodes: ['choose', 'candidate', 'compare', 'look'],
    until: 0.5,
  },
  { name: 'optimize', agent: 'optimizer', action: 'tune_model', nodes: ['tune', 'blend'], until: 0.88 },
  {
    name: 'validate',
    agent: 'validator',
    action: 'validate_model',
    nodes: ['validate', 'register'],
    until: 1,
  },
] as const;

export type Phase = (typeof phases)[number];
export type PhaseName = Phase['name'];

/** The phase that a supervisor's step stands for, or null. */
export function phaseOfAction(action: string): Phase | null {
  return phases.find((phase) => phase.action === action) ?? null;
}

/** The phase of that name. */
export function phaseNamed(name: PhaseName): Phase {
  return phases.find((phase) => phase.name === name)!;
}
