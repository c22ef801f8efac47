import type { NodeIndex } from '../syntax-tree.ts';
import type { Category, FixLevel, FunctionMetrics, LanguageName, Severity, TextEdit } from '../types.ts';
import type { RuleContext } from './context.ts';
import type { Call } from './reading/calls.ts';

/** A piece of code that shows a rule at work; the tests run every one of them. */
export interface RuleExample {
  language: LanguageName;
  code: string;
  /** Where the file is supposed to lie, for rules that treat tests apart; default `example`. */
  path?: string;
}

export interface WrongExample extends RuleExample {
  /** How many findings of this rule; default 1. */
  finds?: number;
  /** Line of the first of them, from 1; default 1. */
  line?: number;
  /** Found only where a project switches the rule on, see `RuleDeclaration.unsure`. */
  unsure?: true;
  /** The example after the first finding's edits, to the letter. */
  fixed?: string;
}

/** A rule as data: what it looks for, why, and the examples that it is held to. */
export interface RuleDeclaration {
  /** kebab-case, unique and stable: people silence rules and learn priors by it. */
  id: string;
  category: Category;
  severity: Severity;
  languages: readonly LanguageName[];
  title: string;
  /** Why it matters, in a sentence or two. */
  rationale: string;
  /** Number in the Common Weakness Enumeration. */
  cwe?: number;
  /** Where the rule's idea or threshold comes from, when it has a source worth reading. */
  source?: string;
  /** What mending it takes, on average; our estimate, used for the technical-debt ratio. */
  remediationMinutes: number;
  /**
   * Why the rule is off unless a project switches it on: a whole clause without a full stop, such as `right in 5 of 12 findings on real code`.
   * Left out for the rules that are on by default.
   */
  offByDefault?: string;
  /**
   * Which of its findings the rule keeps to itself unless a project switches it on, and why: a whole clause without a full stop, such as
   * `a command that only a caller chooses: right in 8 of 10 findings on real code`. Those are reported with `unsure`.
   */
  unsure?: string;
  /** Do not look at test code, where the pattern is usually meant. */
  skipTests?: boolean;
  /** Rules whose finding at the same place says less than this one's and is dropped. */
  supersedes?: readonly string[];
  wrong: readonly WrongExample[];
  /** Near misses: code that looks like the problem and is not. */
  right: readonly RuleExample[];

  /**
   * What a file must say somewhere, in code, texts or comments, for the rule to find anything, beside calls of the names in `calls`: files that
   * have neither are passed over.
   */
  needs?: RegExp;
  /** Grammar kinds that wake `check`; kinds that a language lacks are ignored. */
  kinds?: readonly string[];
  check?: (node: NodeIndex, context: RuleContext) => void;
  /** Last names of called functions, methods or constructors that wake `checkCall`. */
  calls?: readonly string[];
  checkCall?: (call: Call, context: RuleContext) => void;
  /** Called for each measured function. */
  checkFunction?: (measured: FunctionMetrics, context: RuleContext) => void;
  /** Called once a file, after the walk. */
  checkFile?: (context: RuleContext) => void;
  /** Called once a file, when all other rules have spoken: `context.findings` has what they found, unverified. */
  checkAfterAll?: (context: RuleContext) => void;
}

/** Declares a rule. */
export function defineRule(rule: RuleDeclaration): RuleDeclaration {
  return rule;
}

/** What a rule says about a place. */
export interface Report {
  /** Why it matters here, with the names of this code. */
  message: string;
  /** What to do instead, in words or code. */
  suggestion: string | null;
  /** Facts that led to the finding; the rule's CWE is added. */
  evidence?: readonly string[];
  /** Graver or milder than the rule usually is. */
  severity?: Severity;
  /** Said only where a project switches the rule on; the rule's `unsure` says why. */
  unsure?: boolean | undefined;
  /** The finding reaches to the end of this node. */
  endNode?: NodeIndex;
  /** It is about the file as a whole, whatever its lines are. */
  wholeFile?: boolean;
  /** What mends it mechanically; verified before it is offered. */
  edits?: readonly TextEdit[] | undefined;
  /** Whether `--fix` may write it; `shown` when left out. */
  fix?: FixLevel | undefined;
}
