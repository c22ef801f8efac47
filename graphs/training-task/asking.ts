import type { Patience } from '../../agents/decisions/decide-and-record.ts';
import type { TaskSession } from './session.ts';

/** Of a task's budget, what all questions to a model may take together, and of what is left of it one alone. */
const share = { all: 0.3, next: 0.5 };
/** Shorter waits than that bring no answer. */
const leastMs = 250;

const asked = new WeakMap<TaskSession, number>();

/** How long a task's agents may wait for a model: two that never answer cost most of what there is, and then the policies decide alone. */
export function patienceOf(session: TaskSession, budgetSeconds: number): Patience {
  return {
    msForNext() {
      const left = 1_000 * share.all * budgetSeconds - (asked.get(session) ?? 0);
      const next = share.next * left;
      return next < leastMs ? 0 : next;
    },
    took(ms) {
      asked.set(session, (asked.get(session) ?? 0) + ms);
    },
  };
}
