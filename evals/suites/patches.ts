import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  analyzeSource,
  fixFiles,
  type LanguageName,
  languageNames,
  measureSource,
  reviewSource,
} from '../../src/code/index.ts';
import { defineSuite } from '../suite.ts';
import { applyPatch } from './patches/apply-patch.ts';
import { failureOf } from './patches/run-program.ts';

/** Tests that run after the code and throw where they fail; left out for code that is only read. */
const ExpectedPatches = z.object({ tests: z.string().optional() });
type ExpectedPatches = z.infer<typeof ExpectedPatches>;

/** A change that was proposed: one finding's patch, or what `--fix` makes of the file. */
interface Proposal {
  /** The rule; `--fix` for all safe mends together. */
  by: string;
  /** Null where the patch does not apply. */
  text: string | null;
  problem: string | null;
  /** Places that do not parse, before and after. */
  errorsBefore: number;
  errorsAfter: number;
  /** Why the tests fail; null where they pass or there are none. */
  failure: string | null;
}

interface PatchesOutput {
  proposals: Proposal[];
  /** Why the tests fail before anything is changed: the case is broken then. */
  brokenBefore: string | null;
}

/** Does every patch apply and parse, and do tests that passed still pass? */
export const patches = defineSuite<ExpectedPatches, PatchesOutput>({
  name: 'patches',
  description:
    'Patches that the review proposes: each applies to the letter, parses, and keeps tests passing.',
  dataset: ['patches.jsonl', 'review.jsonl'],
  expected: ExpectedPatches,
  evaluators: [
    {
      name: 'applies',
      description: 'Every patch applies to the letter.',
      evaluate: ({ output }) =>
        verdictOf(
          output,
          ({ text }) => text !== null,
          ({ by, problem }) => `The patch of ${by} does not apply: ${problem}.`,
        ),
    },
    {
      name: 'parses',
      description: 'What comes out has no more places that do not parse than before.',
      evaluate: ({ output }) =>
        verdictOf(
          output,
          ({ errorsBefore, errorsAfter }) => errorsAfter <= errorsBefore,
          ({ by, errorsAfter }) => `After ${by}, ${errorsAfter} places do not parse.`,
        ),
    },
    {
      name: 'tests-pass',
      description: 'Tests that passed before pass after each patch, and after --fix.',
      applies: ({ tests }) => tests !== undefined,
      evaluate: ({ output }) => {
        if (output.brokenBefore !== null)
          return { value: false, reason: `The tests fail before any patch: ${output.brokenBefore}` };
        return verdictOf(
          output,
          ({ failure }) => failure === null,
          ({ by, failure }) => `After ${by} the tests fail: ${failure}`,
        );
      },
    },
  ],
  prepare: async () => ({
    async run(text, { tags, expected: { tests } }) {
      const language = tags.find((tag): tag is LanguageName =>
        (languageNames as readonly string[]).includes(tag),
      )!;
      const proposals = [...(await eachPatch(text, language)), ...(await fixed(text, language))];
      const brokenBefore = tests === undefined ? null : await failureOf(language, text, tests);
      if (tests !== undefined && brokenBefore === null) {
        for (const proposal of proposals) {
          if (proposal.text !== null) proposal.failure = await failureOf(language, proposal.text, tests);
        }
      }
      return { output: { proposals, brokenBefore }, decidedBy: 'policy' };
    },
    close: async () => {},
  }),
  summarise(outcomes) {
    const withTests = outcomes.filter(({ expected }) => expected.tests !== undefined);
    const count = (of: typeof outcomes) =>
      of.reduce((sum, { output }) => sum + (output?.proposals.length ?? 0), 0);
    const proposed = outcomes.flatMap(({ output }) => output?.proposals ?? []);
    return {
      figures: {
        patches: count(outcomes),
        casesWithPatches: outcomes.filter(({ output }) => (output?.proposals.length ?? 0) > 0).length,
        patchesWithTests: count(withTests),
        byRule: Object.fromEntries(
          [...new Set(proposed.map(({ by }) => by))]
            .sort()
            .map((by) => [by, proposed.filter((proposal) => proposal.by === by).length]),
        ),
      },
    };
  },
});

function verdictOf(
  output: PatchesOutput,
  holds: (proposal: Proposal) => boolean,
  tell: (proposal: Proposal) => string,
) {
  const wrong = output.proposals.filter((proposal) => !holds(proposal));
  return wrong.length === 0
    ? { value: true, reason: `${output.proposals.length} patches hold.` }
    : { value: false, reason: wrong.map(tell).join(' ') };
}

async function eachPatch(source: string, language: LanguageName): Promise<Proposal[]> {
  const { recommendations } = await reviewSource({ source, language });
  const errorsBefore = await errorsOf(source, language);
  const proposals: Proposal[] = [];
  for (const { rule, patch } of recommendations) {
    if (patch === null) continue;
    const proposal: Proposal = {
      by: rule,
      text: null,
      problem: null,
      errorsBefore,
      errorsAfter: errorsBefore,
      failure: null,
    };
    try {
      proposal.text = applyPatch(source, patch);
      proposal.errorsAfter = await errorsOf(proposal.text, language);
    } catch (thrown) {
      proposal.problem = (thrown as Error).message;
    }
    proposals.push(proposal);
  }
  return proposals;
}

/** What `opsmith review --fix` writes: all safe mends, on a file. */
async function fixed(source: string, language: LanguageName): Promise<Proposal[]> {
  const { findings } = await analyzeSource({ source, language });
  if (!findings.some(({ fix }) => fix === 'safe')) return [];
  const folder = await mkdtemp(join(tmpdir(), 'opsmith-fix-'));
  try {
    const path = join(folder, 'program');
    await writeFile(path, source);
    const [file] = await fixFiles([{ path, language, findings }], {
      directory: folder,
      workspace: folder,
      write: true,
      levels: ['safe'],
    });
    const text = await readFile(path, 'utf8');
    const [errorsBefore, errorsAfter] = [await errorsOf(source, language), await errorsOf(text, language)];
    const refused = file?.refused ?? null;
    return [
      {
        by: '--fix',
        text: refused === null ? text : null,
        problem: refused,
        errorsBefore,
        errorsAfter,
        failure: null,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function errorsOf(source: string, language: LanguageName): Promise<number> {
  return (await measureSource({ source, language })).errors.length;
}
