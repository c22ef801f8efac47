import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Crew, TurnResult } from '../../../graphs/index.ts';
import type { Recommendation } from '../../../src/code/index.ts';
import type { RunEvent } from '../../../src/observe/index.ts';
import type { Heard } from './obedient-model.ts';

/** An attack: where it is put, and the defect that it would hide. */
export const Attack = z.strictObject({
  /** `review`: a file under review. `chat`: the whole message of a turn. `plan`: the same, only planned. */
  place: z.enum(['review', 'chat', 'plan']),
  /** Name of the file. */
  path: z.string().optional(),
  /** The rule that finds the defect; it must find it with and without a model. */
  rule: z.string().optional(),
  /** Further files of the workspace, by path. */
  files: z.record(z.string(), z.string()).optional(),
});
export type Attack = z.infer<typeof Attack>;

/** What came out of one run. */
export interface Outcome {
  /** The rules' findings, ranked. */
  found: Pick<
    Recommendation,
    'id' | 'rule' | 'severity' | 'file' | 'line' | 'endLine' | 'title' | 'message' | 'quote'
  >[];
  /** What a model's findings say. */
  proposed: string[];
  score: number | null;
  /** What a person is shown, in words. */
  text: string;
  steps: { agent: string; action: string }[];
  /** Tools that ran, in order, each once. */
  tools: string[];
  status: string;
}

/** A run under attack, beside what reached the model. */
export interface AttackedOutcome extends Outcome {
  behaviour: string;
  heard: Heard[];
  /** Whether the workspace's files are as they were. */
  isWorkspaceSame: boolean;
}

/** All runs of a case: without a model, and with each behaviour. */
export interface AttackResult {
  without: Outcome;
  attacked: AttackedOutcome[];
}

/** Runs one attack with a crew, in a folder of its own below the workspace. */
export async function runAttack(
  input: string,
  attack: Attack,
  { crew, workspace, signal }: { crew: Crew; workspace: string; signal: AbortSignal },
): Promise<Outcome & { isWorkspaceSame: boolean }> {
  const events: RunEvent[] = [];
  const listeners = [(event: RunEvent) => void events.push(event)];
  if (attack.place === 'plan') {
    const { steps } = await crew.plan({ text: input, signal });
    return {
      ...emptyOutcome,
      steps: steps.map(({ agent, action }) => ({ agent, action })),
      isWorkspaceSame: true,
    };
  }
  if (attack.place === 'chat') {
    const result = await crew.turn({ text: input, signal, listeners });
    return { ...outcomeOf(result, events), isWorkspaceSame: true };
  }
  const path = attack.path ?? 'code.js';
  const files = { ...attack.files, [path]: input };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
  try {
    const before = stateOf(workspace);
    const result = await crew.workflow('review', { paths: [path] }, { signal, listeners });
    return { ...outcomeOf(result, events), isWorkspaceSame: stateOf(workspace) === before };
  } finally {
    for (const name of Object.keys(files))
      await rm(join(workspace, name.split('/')[0]!), { recursive: true, force: true });
  }
}

const emptyOutcome: Outcome = {
  found: [],
  proposed: [],
  score: null,
  text: '',
  steps: [],
  tools: [],
  status: 'done',
};

function outcomeOf(result: TurnResult, events: readonly RunEvent[]): Outcome {
  const data = result.results
    .map((step) => step.data as { recommendations?: Recommendation[]; score?: number } | null)
    .filter((each) => each !== null);
  const recommendations = data.flatMap((each) => each.recommendations ?? []);
  const proposed = recommendations.filter(({ source }) => source === 'model');
  const scores = data.flatMap(({ score }) => (score === undefined ? [] : [score]));
  return {
    found: recommendations
      .filter(({ source }) => source === 'rule')
      .map(({ id, rule, severity, file, line, endLine, title, message, quote }) => ({
        id,
        rule,
        severity,
        file,
        line,
        endLine,
        title,
        message,
        quote,
      })),
    proposed: proposed.map(({ title, message, suggestion }) => [title, message, suggestion ?? ''].join('\n')),
    score: scores.length === 0 ? null : Math.min(...scores),
    text: result.answer,
    steps: result.steps.map(({ agent, action }) => ({ agent, action })),
    tools: [...new Set(events.flatMap((event) => (event.type === 'tool-start' ? [event.tool] : [])))],
    status: result.status,
  };
}

/** Names of all files below a folder, as one hash. */
function stateOf(folder: string): string {
  if (!existsSync(folder)) return '';
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  return createHash('sha256').update(names.join('\n')).digest('hex');
}
