import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { closestName, InputError, toError } from '../../errors/index.ts';
import { sameMetric } from '../gates/evidence.ts';
import { Policy } from './policy-schema.ts';

/** A policy file as it was read. */
export interface LoadedPolicy {
  policy: Policy;
  /** Absolute path. */
  file: string;
  /** SHA-256 of the file's bytes: part of every decision that is made by it. */
  sha256: string;
}

type Path = readonly PropertyKey[];

/**
 * Reads a policy file; null where there is none.
 *
 * @param metrics the metrics that there are
 * @throws InputError `policy-invalid`, naming the key, its line and what is allowed; `policy-unreadable`
 */
export async function loadPolicy(file: string, metrics: readonly string[]): Promise<LoadedPolicy | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new InputError('policy-unreadable', `The policy ${file} cannot be read (${code}).`, {
      cause: thrown,
      details: { path: file },
    });
  }
  const { value, lineOf } = await parseYaml(bytes.toString('utf8'), file);
  const parsed = Policy.safeParse(value);
  const problems = parsed.success
    ? unknownMetrics(parsed.data, metrics)
    : parsed.error.issues.flatMap((issue) => explain(issue, value));
  if (!parsed.success || problems.length > 0) throw refused(file, problems, lineOf);
  return { policy: parsed.data, file, sha256: createHash('sha256').update(bytes).digest('hex') };
}

interface Problem {
  path: Path;
  message: string;
}

function refused(
  file: string,
  problems: readonly Problem[],
  lineOf: (path: Path) => number | null,
): InputError {
  const told = problems.map(({ path, message }) => {
    const line = lineOf(path);
    return `${line === null ? '' : `line ${line}: `}${message}`;
  });
  return new InputError('policy-invalid', `The policy ${file} does not hold: ${told.join(' ')}`, {
    details: { path: file },
  });
}

function explain(issue: z.core.$ZodIssue, given: unknown): Problem[] {
  const { path } = issue;
  const name = nameOf(path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const known = keysAt(path);
      const near = closestName(key, known);
      const here = name === '' ? 'here' : `under "${name}"`;
      return {
        path: [...path, key],
        message: `"${nameOf([...path, key])}" is no key of a policy${near === null ? '' : `; did you mean "${near}"?`}${near === null ? '.' : ''} ${capital(here)} there can be: ${known.join(', ')}.`,
      };
    });
  const value = path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part],
    given,
  );
  const is = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
  return [
    { path, message: `"${name === '' ? 'the file' : name}" ${is}; ${lower(issue.message)}${allowed(path)}.` },
  ];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const nameOf = (path: Path) => path.map(String).join('.');

/** What a value is for, from its description in the schema. */
function allowed(path: Path): string {
  const description = schemaAt(path)?.description;
  return description === undefined ? '' : ` (${description.replace(/\.$/, '')})`;
}

function keysAt(path: Path): string[] {
  const schema = schemaAt(path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The schema of the value at a path, without what makes it optional; undefined where there is none. */
function schemaAt(path: Path): (z.core.$ZodType & { description?: string }) | undefined {
  let schema: z.core.$ZodType | undefined = Policy;
  for (const part of path) {
    const here: z.core.$ZodType | undefined = bare(schema);
    if (here instanceof z.ZodObject) schema = here.shape[String(part)] as z.core.$ZodType | undefined;
    else if (here instanceof z.ZodRecord) schema = here.valueType;
    else return undefined;
  }
  const inner = bare(schema);
  const description = (schema as { description?: string } | undefined)?.description;
  if (inner === undefined || inner instanceof z.ZodObject) return inner;
  return (description === undefined ? inner : schema) as z.core.$ZodType;
}

function bare(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let here = schema;
  while (here instanceof z.ZodOptional || here instanceof z.ZodDefault) here = here.def.innerType;
  return here;
}

/** Metrics that the policy names and nothing measures. */
function unknownMetrics(policy: Policy, metrics: readonly string[]): Problem[] {
  const sections: { path: Path; gates: Policy['staging'] }[] = [
    { path: ['staging'], gates: policy.staging },
    { path: ['production'], gates: policy.production },
    ...Object.entries(policy.models ?? {}).flatMap(([model, stages]) => [
      { path: ['models', model, 'staging'], gates: stages.staging },
      { path: ['models', model, 'production'], gates: stages.production },
    ]),
  ];
  return sections.flatMap(({ path, gates }) => {
    const named: { path: Path; metric: string }[] = [
      ...Object.keys(gates?.metrics ?? {}).map((metric) => ({ path: [...path, 'metrics', metric], metric })),
      ...(gates?.notWorseThanLive === undefined
        ? []
        : [{ path: [...path, 'notWorseThanLive', 'metric'], metric: gates.notWorseThanLive.metric }]),
    ];
    return named
      .filter(({ metric }) => !metrics.some((known) => sameMetric(known) === sameMetric(metric)))
      .map(({ path: at, metric }) => {
        const near = closestName(metric, metrics);
        return {
          path: at,
          message: `"${nameOf(at)}": there is no metric "${metric}"${near === null ? '' : `; did you mean "${near}"?`}${near === null ? '.' : ''} There are: ${metrics.join(', ')}.`,
        };
      });
  });
}

async function parseYaml(
  text: string,
  file: string,
): Promise<{ value: unknown; lineOf: (path: Path) => number | null }> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const what = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
    throw new InputError(
      'policy-invalid',
      `The policy ${file} is no YAML: ${error.linePos === undefined ? '' : `line ${error.linePos[0].line}: `}${what}.`,
      { details: { path: file } },
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (thrown) {
    throw new InputError('policy-invalid', `The policy ${file} is no YAML: ${toError(thrown).message}.`, {
      cause: thrown,
      details: { path: file },
    });
  }
  return {
    value,
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true) as
          | { range?: [number, number, number] }
          | undefined;
        if (node?.range) return lines.linePos(node.range[0]).line;
      }
      return text.trim() === '' ? null : 1;
    },
  };
}
