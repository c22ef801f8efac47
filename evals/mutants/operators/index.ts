import { conditions } from './conditions.ts';
import { crypto } from './crypto.ts';
import { dataFlow } from './data-flow.ts';
import { errorHandling } from './error-handling.ts';
import { injection } from './injection.ts';
import { loops } from './loops.ts';
import { memory } from './memory.ts';
import type { Operator } from './operator.ts';
import { requests } from './requests.ts';
import { resources } from './resources.ts';

/**
 * Every operator. They were written down before any review of their mutants was run, after what reviewers are known to catch: the
 * CWE list, the operator sets of mutation testing (conditions, boundaries, statements), and what guides for reviewers name.
 */
export const operators: readonly Operator[] = [
  ...conditions,
  ...loops,
  ...dataFlow,
  ...errorHandling,
  ...resources,
  ...injection,
  ...requests,
  ...crypto,
  ...memory,
];

export type { DefectClass, Operator } from './operator.ts';
