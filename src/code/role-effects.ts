/** What each role of the declaration format counts in which metric: the one place where that is written down. */
import { roleNumbers } from './compile-declaration.ts';
import type { Role } from './declaration.ts';

interface Effects {
  /** Cyclomatic complexity: McCabe 1976, counted as SPEC has it. */
  decision?: true;
  /**
   * Cognitive complexity, G. Ann Campbell, SonarSource, version 1.7. `structural`: 1 and 1 more for each level of
   * nesting, and raises the nesting inside; `flat` (the paper's hybrid and fundamental increments): 1.
   */
  cognitive?: 'structural' | 'flat';
  /** A level in the metric `nesting`. */
  nests?: true;
}

const effects: Readonly<Record<Role, Effects>> = {
  none: {},
  if: { decision: true, cognitive: 'structural', nests: true },
  elseIf: { decision: true },
  elif: { decision: true, cognitive: 'flat' },
  else: { cognitive: 'flat' },
  loop: { decision: true, cognitive: 'structural', nests: true },
  switch: { cognitive: 'structural', nests: true },
  case: { decision: true },
  catch: { decision: true, cognitive: 'structural', nests: true },
  ternary: { decision: true, cognitive: 'structural' },
  jump: { cognitive: 'flat' },
  decision: { decision: true },
  uncounted: {},
  head: {},
};

const size = Math.max(...Object.values(roleNumbers)) + 1;

/** The effects by role number, 0 or 1. */
export const roleDecides = new Uint8Array(size);
export const roleIsStructural = new Uint8Array(size);
export const roleIsFlat = new Uint8Array(size);
export const roleNests = new Uint8Array(size);
/** 1 for control structures whose heads stand outside of what they nest. */
export const roleHasHead = new Uint8Array(size);

for (const [role, number] of Object.entries(roleNumbers)) {
  const { decision, cognitive, nests } = effects[role as Role];
  roleDecides[number] = decision ? 1 : 0;
  roleIsStructural[number] = cognitive === 'structural' ? 1 : 0;
  roleIsFlat[number] = cognitive === 'flat' ? 1 : 0;
  roleNests[number] = nests ? 1 : 0;
  roleHasHead[number] = cognitive === 'structural' || role === 'elseIf' || role === 'elif' ? 1 : 0;
}
