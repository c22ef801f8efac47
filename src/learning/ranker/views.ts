/** A view of how far groups differ, to begin with: variances in log-odds that are not those of the groups' own. */
export interface View {
  readonly name: string;
  /** How probable it is before anybody has judged. */
  readonly chance: number;
  readonly variances: Readonly<Record<string, number>>;
}

/** Rules differ much, and the rest little. */
export const byRule: View = { name: 'by rule', chance: 0.7, variances: {} };

/** What opinions may be about first. Our own guess, made on simulated developers. */
export const views: readonly View[] = [
  byRule,
  { name: 'by area', chance: 0.1, variances: { rule: 0.5, area: 5 } },
  { name: 'by kind of path', chance: 0.1, variances: { rule: 1, 'rule in a kind of path': 5 } },
  { name: 'by developer', chance: 0.1, variances: { rule: 1, 'developer on a rule': 5 } },
];

/** What no view is taken to have foretold surer than, since verdicts are careless now and then. */
const surest = 0.98;
/** A view that is less probable than this is no longer heard. */
const leastHeard = 0.05;

/** How probable each view is, by how well each foretold the verdicts from those before them. */
export interface ViewWeights {
  /** Takes in the probability that a view, by its place, foretold of a verdict. */
  told(view: number, foretold: number, verdict: { accepted: number; weight: number }): void;
  /** One a view, in their order; 0 for one that is not heard. They add to 1. */
  heard(): number[];
}

export function createViewWeights(all: readonly View[]): ViewWeights {
  const logs = all.map(({ chance }) => Math.log(chance));
  return {
    told(view, foretold, { accepted, weight }) {
      const said = Math.min(surest, Math.max(1 - surest, foretold));
      logs[view]! += weight * (accepted * Math.log(said) + (1 - accepted) * Math.log(1 - said));
    },
    heard() {
      const most = Math.max(...logs);
      const shares = scaled(logs.map((log) => Math.exp(log - most)));
      return scaled(shares.map((share) => (share < leastHeard ? 0 : share)));
    },
  };
}

function scaled(shares: readonly number[]): number[] {
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => share / sum);
}
