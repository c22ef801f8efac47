import { asyncRules } from './async.ts';
import { branchRules } from './branches.ts';
import { cMemoryRules } from './c-memory.ts';
import { codeExecutionRules } from './code-execution.ts';
import { commentRules } from './comments.ts';
import { comparisonRules } from './comparisons.ts';
import { cryptoRules } from './crypto.ts';
import { duplicateRules } from './duplicates.ts';
import { errorRules } from './errors.ts';
import { fileRules } from './files.ts';
import { flowRules } from './flow.ts';
import { loopRules } from './loops.ts';
import { markupRules } from './markup.ts';
import { objectRules } from './objects.ts';
import { patternRules } from './patterns.ts';
import { pythonRules } from './python-traps.ts';
import { requestRules } from './requests.ts';
import type { RuleDeclaration } from './rule.ts';
import { secretRules } from './secrets.ts';
import { shellRules } from './shell.ts';
import { sizeRules } from './size.ts';
import { sqlRules } from './sql.ts';
import { transportRules } from './transport.ts';
import { typedRules } from './typed-traps.ts';

/** Every rule, by family. A new family is one file and one line here. */
export const rules: readonly RuleDeclaration[] = [
  ...sqlRules,
  ...shellRules,
  ...codeExecutionRules,
  ...markupRules,
  ...cryptoRules,
  ...transportRules,
  ...secretRules,
  ...cMemoryRules,
  ...fileRules,
  ...requestRules,
  ...objectRules,
  ...errorRules,
  ...comparisonRules,
  ...branchRules,
  ...flowRules,
  ...asyncRules,
  ...pythonRules,
  ...typedRules,
  ...loopRules,
  ...patternRules,
  ...sizeRules,
  ...duplicateRules,
  ...commentRules,
];
