import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from '../src/errors/index.ts';

/** One line of a data set. */
export interface DatasetCase<Expected> {
  id: string;
  input: string;
  expected: Expected;
  tags: string[];
}

/** Lines named in an error before "and N more". */
const namedLines = 30;

/**
 * Reads a data set: JSON Lines, a case a line; blank lines count for nothing.
 * @throws InputError `unreadable-dataset`, and `bad-dataset` that names every line that is not a case, with what is wrong with it
 */
export async function loadDataset<Expected>(
  path: string,
  expected: z.ZodType<Expected>,
): Promise<DatasetCase<Expected>[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new InputError(
      'unreadable-dataset',
      `Cannot read the data set ${path}: ${(cause as Error).message}. Give the path of a JSON Lines file.`,
      { cause, details: { path } },
    );
  }
  return parseDataset(text, path, expected);
}

/** The cases of a data set's text. @throws InputError as `loadDataset` does */
export function parseDataset<Expected>(
  text: string,
  path: string,
  expected: z.ZodType<Expected>,
): DatasetCase<Expected>[] {
  const Line = z.object({
    id: z.string().min(1),
    input: z.string(),
    expected,
    tags: z.array(z.string()).default([]),
  });
  const cases: DatasetCase<Expected>[] = [];
  const problems: string[] = [];
  const lineOfId = new Map<string, number>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const number = index + 1;
    const parsed = parseLine(line, Line);
    if ('problem' in parsed) {
      problems.push(`line ${number}: ${parsed.problem}`);
      continue;
    }
    const { id } = parsed.value;
    const first = lineOfId.get(id);
    if (first !== undefined) problems.push(`line ${number}: the id "${id}" is taken by line ${first}`);
    lineOfId.set(id, first ?? number);
    cases.push(parsed.value as DatasetCase<Expected>);
  }
  if (problems.length > 0) {
    const more = problems.length > namedLines ? [`and ${problems.length - namedLines} more`] : [];
    const list = [...problems.slice(0, namedLines), ...more].join('\n  ');
    throw new InputError(
      'bad-dataset',
      `${problems.length} bad line${problems.length === 1 ? '' : 's'} in ${path}:\n  ${list}`,
      { details: { path, lines: problems.length } },
    );
  }
  if (cases.length === 0)
    throw new InputError(
      'bad-dataset',
      `The data set ${path} has no cases: it needs one JSON object a line, with "id", "input" and "expected".`,
      { details: { path } },
    );
  return cases;
}

function parseLine<Value>(line: string, schema: z.ZodType<Value>): { value: Value } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (thrown) {
    return { problem: `not JSON (${(thrown as Error).message})` };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  return {
    problem: parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the line'}: ${message}`)
      .join('; '),
  };
}
