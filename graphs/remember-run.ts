import { type CrewMemory, keepAllInMemory } from '../agents/tools/keep-in-memory.ts';
import type { Config } from '../src/config/index.ts';
import type { Store } from '../src/store/index.ts';
import type { TurnResult } from './run-types.ts';

/** Findings of one review that are remembered one by one: the first of its list, which is the most telling. */
const mostFindings = 50;
const longestAsked = 1_000;
const longestAnswer = 2_000;
/** Turns that only look something up or talk say nothing that is not known already. */
const passing = new Set(['answer', 'search_memory', 'remember', 'status', 'list_runs']);

interface Place {
  store: Store;
  config: Config;
  workspace: string;
}

/** Keeps what was asked and answered in a conversation; never fails, and is cheap: vectors are made when somebody searches. */
export async function rememberTurn(text: string, result: TurnResult, place: Place): Promise<void> {
  const { run, thread, status, answer, steps, results } = result;
  if (thread === null || status !== 'done' || steps.every(({ action }) => passing.has(action))) return;
  await rememberFindings(run, place);
  const asked = shortened(text, longestAsked);
  await keepAllInMemory({ ...place, run }, [
    {
      namespace: 'conversations',
      key: run,
      text: `Asked: ${asked}\nAnswered: ${shortened(answer, longestAnswer)}`,
      metadata: {
        kind: 'conversation',
        thread,
        actions: [...new Set(steps.map(({ action }) => action))].join(' ').slice(0, 500),
        ...subjectOf(results),
      },
      source: 'supervisor',
    },
  ]);
}

/** Keeps the findings of a run that nobody has judged; what became of judged ones is remembered with their verdicts. */
export async function rememberFindings(run: string, place: Place): Promise<void> {
  if (!place.config.memory.automatic) return;
  const rows = await place.store.database
    .selectFrom('run_recommendations')
    .innerJoin('recommendations', 'recommendations.id', 'run_recommendations.recommendation')
    .select([
      'recommendations.id',
      'recommendations.file',
      'recommendations.rule',
      'recommendations.severity',
      'recommendations.body',
    ])
    .where('run_recommendations.run', '=', run)
    .where('recommendations.id', 'not in', (from) => from.selectFrom('feedback').select('recommendation'))
    .orderBy('run_recommendations.position')
    .limit(mostFindings)
    .execute()
    .catch(() => []);
  const entries = rows.map(({ id, file, rule, severity, body }): CrewMemory => {
    const { title, line } = { title: rule, line: null, ...(JSON.parse(body) as object) } as {
      title: string;
      line: number | null;
    };
    return {
      namespace: 'findings',
      key: id,
      text: `${title} (${rule}, ${severity}) at ${file}${line === null ? '' : `:${line}`} was found; nobody has judged it yet.`,
      metadata: { kind: 'finding', rule, file: file.slice(0, 2_000), verdict: 'none' },
      source: 'code-analyst',
    };
  });
  await keepAllInMemory({ ...place, run }, entries);
}

/** What a conversation was about, to filter by: the first path or model. */
function subjectOf(results: TurnResult['results']): Record<string, string> {
  const [first] = results.flatMap(({ about }) => Object.values(about).flat());
  return typeof first === 'string' ? { subject: first.slice(0, 2_000) } : {};
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
