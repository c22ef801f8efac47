import type { AuditEntry } from '../../govern/index.ts';
import type { Stage } from '../model-version.ts';

/** How a version came into a stage. */
export type StageMove = 'promoted' | 'rolled-back' | 'archived' | 'withdrawn';

/** The `body` of an entry of kind `stage-changed`. */
export interface StageChanged {
  move: StageMove;
  from: Stage | null;
  to: Stage | null;
  /** The version that was in that stage until then, and is archived now. */
  replaced: string | null;
  reason: string | null;
  /** Number of the log's entry with the decision of the gates; null where none were asked. */
  decision: number | null;
}

/** What stood in a place at some moment, since when, and why. */
export interface Standing {
  version: string;
  since: string;
  actor: string;
  /** What put it there, in a sentence. */
  why: string;
  /** The log's entry that says so. */
  entry: number;
}

/** What a model's history comes to. */
export interface ModelState {
  stages: Map<string, Stage>;
  production: Standing | null;
  /** What left production last without a successor, and why; null while something is there, and before anything was. */
  takenOut: Standing | null;
  staging: Standing | null;
  aliases: Map<string, Standing>;
  /** Versions that were in production, in the order in which a way back goes through them; the last one is live, or was last. */
  wayBack: string[];
  /** All that has ever been in production. */
  lived: Set<string>;
  deleted: Set<string>;
}

/** Goes through a model's entries of the log, in their order, and says what they come to. */
export function foldHistory(entries: readonly AuditEntry[]): ModelState {
  const state: ModelState = {
    stages: new Map(),
    production: null,
    takenOut: null,
    staging: null,
    aliases: new Map(),
    wayBack: [],
    lived: new Set(),
    deleted: new Set(),
  };
  for (const entry of entries) {
    const { kind, version } = entry;
    if (version === null) continue;
    if (kind === 'stage-changed') changeStage(state, version, entry);
    else if (kind === 'alias-set') {
      const { alias, reason } = entry.body as { alias: string; reason?: string };
      state.aliases.set(alias, standing(entry, version, `@${alias} was given to it${because(reason)}`));
    } else if (kind === 'alias-removed') state.aliases.delete((entry.body as { alias: string }).alias);
    else if (kind === 'version-deleted') state.deleted.add(version);
  }
  return state;
}

function changeStage(state: ModelState, version: string, entry: AuditEntry): void {
  const change = entry.body as unknown as StageChanged;
  const { move, from, to, replaced, reason, decision } = change;
  if (from === 'production') {
    state.production = null;
    const verb = move === 'rolled-back' ? 'rolled back from it, to none' : 'took it out of production';
    state.takenOut = standing(entry, version, `${entry.actor} ${verb}${because(reason)}`);
    // Who rolled back from it does not come back to it with the next step.
    if (move === 'rolled-back') state.wayBack.length = Math.max(0, state.wayBack.lastIndexOf(version));
  }
  if (from === 'staging') state.staging = null;
  if (replaced !== null) state.stages.set(replaced, 'archived');
  if (to === null) state.stages.delete(version);
  else state.stages.set(version, to);
  if (to !== 'production' && to !== 'staging') return;
  const verb = move === 'rolled-back' ? 'rolled back to it' : `promoted it to ${to}`;
  const instead = replaced === null ? '' : `, in place of ${replaced}`;
  const gates = decision === null ? '' : `; the gates' decision is entry ${decision}`;
  state[to] = standing(entry, version, `${entry.actor} ${verb}${instead}${because(reason)}${gates}`);
  if (to !== 'production') return;
  state.takenOut = null;
  state.lived.add(version);
  const place = state.wayBack.lastIndexOf(version);
  if (move === 'rolled-back' && place >= 0) state.wayBack.length = place + 1;
  else if (state.wayBack.at(-1) !== version) state.wayBack.push(version);
}

function standing({ at, actor, seq }: AuditEntry, version: string, why: string): Standing {
  return { version, since: at, actor, why, entry: seq };
}

function because(reason: string | null | undefined): string {
  return reason === null || reason === undefined || reason === '' ? '' : ` (“${reason}”)`;
}

/** The version that a roll-back without a version goes to, or null. */
export function previousLive({ production, wayBack, deleted }: ModelState): string | null {
  // What left production without a successor is what a way back goes to first.
  const places = production === null ? wayBack : wayBack.slice(0, -1);
  return places.findLast((version) => !deleted.has(version) && version !== production?.version) ?? null;
}
