/** The fixtures of `test/fixtures/metrics`: source files, and what their figures are by definition (see the README there). */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { LanguageName } from '../../../src/code/index.ts';

const root = fileURLToPath(new URL('../../fixtures/metrics/', import.meta.url));

const count = z.int().nonnegative();
const tools = z.array(z.string()).min(1);

const ExpectedFunction = z.strictObject({
  name: z.string(),
  line: z.int().positive(),
  endLine: z.int().positive().optional(),
  parameters: count,
  cyclomatic: z.int().positive(),
  cognitive: count,
  nesting: count.optional(),
  halstead: z.strictObject({ n1: count, n2: count, N1: count, N2: count }).optional(),
  halsteadWorking: z
    .strictObject({ operators: z.array(z.string()), operands: z.array(z.string()) })
    .optional(),
  agrees: z.strictObject({ cyclomatic: tools.optional(), cognitive: tools.optional() }).optional(),
  source: z.string().optional(),
});
export type ExpectedFunction = z.infer<typeof ExpectedFunction>;

const Expected = z.strictObject({
  source: z.string().min(1),
  functions: z.array(ExpectedFunction).min(1),
  file: z
    .strictObject({
      cyclomatic: count.optional(),
      cognitive: count.optional(),
      sloc: count.optional(),
      comments: count.optional(),
      blank: count.optional(),
    })
    .optional(),
  errors: z.array(z.int().positive()).optional(),
});

export interface MetricFixture {
  language: LanguageName;
  /** `java/Basics.java`. */
  name: string;
  source: string;
  expected: z.infer<typeof Expected>;
}

/** All fixtures, in a fixed order. */
export function readMetricFixtures(): MetricFixture[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map((folder) => LanguageName.parse(folder.name))
    .sort()
    .flatMap((language) =>
      readdirSync(root + language)
        .filter((file) => !file.endsWith('.json'))
        .sort()
        .map((file) => ({
          language,
          name: `${language}/${file}`,
          source: readFileSync(`${root}${language}/${file}`, 'utf8'),
          expected: readExpected(`${root}${language}/${file.replace(/\.\w+$/, '.expected.json')}`),
        })),
    );
}

function readExpected(path: string): z.infer<typeof Expected> {
  return Expected.parse(JSON.parse(readFileSync(path, 'utf8')), { error: () => `in ${path}` });
}
