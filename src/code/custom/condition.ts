/** What a custom rule looks for, as people write it: code patterns, selectors, regular expressions, and how they go together. */
import { z } from 'zod';
import { languageNames } from '../types.ts';

/** Lists longer than this are rules of their own. */
const mostAlternatives = 100;

const Text = z.string().min(1).max(4_000);

/** One text for every language, or one for each. */
const ByLanguage = z.union([Text, z.partialRecord(z.enum(languageNames), Text)]);
export type ByLanguage = z.infer<typeof ByLanguage>;

/** What a metavariable must be like. */
export interface Constraint {
  /** Somewhere in its text; `^` and `$` are the beginning and the end of a line. */
  matches?: string | undefined;
  notMatches?: string | undefined;
  /** The same code as another metavariable (`$Y`), or exactly this text. */
  equals?: string | undefined;
  notEquals?: string | undefined;
  oneOf?: string[] | undefined;
  notOneOf?: string[] | undefined;
  /** Whether it is something that no input can change: a literal, or a name that only ever gets one. */
  constant?: boolean | undefined;
  /** Whether it is, or is made of, something that a client sent, as the built-in rules know it. */
  fromClient?: boolean | undefined;
  /** How many nodes `$...XS` stands for. */
  atLeast?: number | undefined;
  atMost?: number | undefined;
  /** The node itself must be that. */
  is?: Condition | undefined;
  isNot?: Condition | undefined;
}

/** Keys of one condition hold together, for the same node. A text by itself is a pattern. */
export type Condition = string | ConditionKeys;

export interface ConditionKeys {
  pattern?: ByLanguage | undefined;
  selector?: ByLanguage | undefined;
  regex?: string | undefined;
  any?: Condition[] | undefined;
  all?: Condition[] | undefined;
  not?: Condition | undefined;
  /** Some node around this one is that. */
  inside?: Condition | undefined;
  notInside?: Condition | undefined;
  /** Some node in this one is that. */
  has?: Condition | undefined;
  notHas?: Condition | undefined;
  where?: Record<string, Constraint> | undefined;
}

const Inner: z.ZodType<Condition> = z.lazy(() => Condition);
const List = z.array(Inner).min(1).max(mostAlternatives);
const Texts = z.array(z.string().max(1_000)).min(1).max(1_000);
const Count = z.int().min(0).max(10_000);

const Constraint: z.ZodType<Constraint> = z.strictObject({
  matches: Text.optional(),
  notMatches: Text.optional(),
  equals: z.string().max(1_000).optional(),
  notEquals: z.string().max(1_000).optional(),
  oneOf: Texts.optional(),
  notOneOf: Texts.optional(),
  constant: z.boolean().optional(),
  fromClient: z.boolean().optional(),
  atLeast: Count.optional(),
  atMost: Count.optional(),
  is: Inner.optional(),
  isNot: Inner.optional(),
});

const ConditionKeys = z.strictObject({
  pattern: ByLanguage.optional(),
  selector: ByLanguage.optional(),
  regex: Text.optional(),
  any: List.optional(),
  all: List.optional(),
  not: Inner.optional(),
  inside: Inner.optional(),
  notInside: Inner.optional(),
  has: Inner.optional(),
  notHas: Inner.optional(),
  where: z
    .record(
      z.string().regex(/^\$(\.\.\.)?[A-Z][A-Z0-9_]*$/, 'a metavariable such as "$X" was expected'),
      Constraint,
    )
    .optional(),
});

/** A text that is a pattern, or an object of conditions. */
export const Condition: z.ZodType<Condition> = z.union([Text, ConditionKeys]);
