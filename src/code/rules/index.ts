import { blockingRules } from './performance/blocking.ts';
import { loopRules } from './performance/loops.ts';
import { needlessWorkRules } from './performance/needless-work.ts';
import { patternRules } from './performance/patterns.ts';
import { queryRules } from './performance/queries.ts';
import { classSizeRules } from './refactoring/class-size.ts';
import { commentRules } from './refactoring/comments.ts';
import { conditionalRules } from './refactoring/conditionals.ts';
import { duplicateRules } from './refactoring/duplicates.ts';
import { sizeRules } from './refactoring/size.ts';
import { suppressionRules } from './refactoring/suppression-marks.ts';
import { unusedRules } from './refactoring/unused.ts';
import { unusedFunctionRules } from './refactoring/unused-functions.ts';
import { unusedImportRules } from './refactoring/unused-imports.ts';
import { allocatedOtherwiseRules } from './reliability/allocated-otherwise.ts';
import { alwaysRules } from './reliability/always.ts';
import { asyncRules } from './reliability/async.ts';
import { branchRules } from './reliability/branches.ts';
import { cTrapRules } from './reliability/c-traps.ts';
import { causeRules } from './reliability/causes.ts';
import { chainedPromiseRules } from './reliability/chained-promises.ts';
import { changedCollectionRules } from './reliability/changed-collections.ts';
import { comparisonRules } from './reliability/comparisons.ts';
import { conditionRules } from './reliability/conditions.ts';
import { divisionRules } from './reliability/divisions.ts';
import { doubtfulRules } from './reliability/doubtful.ts';
import { keyRules } from './reliability/duplicate-keys.ts';
import { errorRules } from './reliability/errors.ts';
import { failureAnswerRules } from './reliability/failure-answers.ts';
import { firstPlaceRules } from './reliability/first-place.ts';
import { flowRules } from './reliability/flow.ts';
import { goRules } from './reliability/go-traps.ts';
import { goTurnedErrorRules } from './reliability/go-turned-errors.ts';
import { javaRules } from './reliability/java-traps.ts';
import { layoutRules } from './reliability/layout.ts';
import { leftoverRules } from './reliability/leftovers.ts';
import { lockRules } from './reliability/locks.ts';
import { loopBoundRules } from './reliability/loop-bounds.ts';
import { loopCounterRules } from './reliability/loop-counters.ts';
import { loopProgressRules } from './reliability/loop-progress.ts';
import { mishandledErrorRules } from './reliability/mishandled-errors.ts';
import { missingAwaitRules } from './reliability/missing-await.ts';
import { returnRules } from './reliability/missing-returns.ts';
import { noEffectRules } from './reliability/no-effect.ts';
import { nullRules } from './reliability/null-checks.ts';
import { operatorRules } from './reliability/operators.ts';
import { overwrittenRules } from './reliability/overwritten.ts';
import { pythonRules } from './reliability/python-traps.ts';
import { resourceRules } from './reliability/resources.ts';
import { resultRules } from './reliability/results.ts';
import { rubyValueRules } from './reliability/ruby-values.ts';
import { rustTrapRules } from './reliability/rust-traps.ts';
import { swallowedRules } from './reliability/swallowed-errors.ts';
import { switchRules } from './reliability/switches.ts';
import { undeclaredRules } from './reliability/undeclared.ts';
import { unsafeRustRules } from './reliability/unsafe-rust.ts';
import type { RuleDeclaration } from './rule.ts';
import { archiveEntryRules } from './security/archive-entries.ts';
import { cMemoryRules } from './security/c-memory.ts';
import { cPrivilegeRules } from './security/c-privileges.ts';
import { cRoomRules } from './security/c-room.ts';
import { cipherRules } from './security/ciphers.ts';
import { clientChoiceRules } from './security/client-choices.ts';
import { codeExecutionRules } from './security/code-execution.ts';
import { deserializationRules } from './security/deserialization.ts';
import { digestNameRules } from './security/digest-names.ts';
import { fileRules } from './security/files.ts';
import { hashRules } from './security/hashes.ts';
import { injectedTextRules } from './security/injected-text.ts';
import { markupRules } from './security/markup.ts';
import { massAssignmentRules } from './security/mass-assignment.ts';
import { objectRules } from './security/objects.ts';
import { randomnessRules } from './security/randomness.ts';
import { requestRules } from './security/requests.ts';
import { secretRules } from './security/secrets.ts';
import { shellRules } from './security/shell.ts';
import { signatureRules } from './security/signatures.ts';
import { spokenSecretRules } from './security/spoken-secrets.ts';
import { sqlRules } from './security/sql.ts';
import { transportRules } from './security/transport.ts';
import { unboundedCopyRules } from './security/unbounded-copies.ts';
import { weakKeyRules } from './security/weak-keys.ts';
import { weakSettingRules } from './security/weak-settings.ts';

/** Every rule, by family. A new family is one file and one line here. */
export const rules: readonly RuleDeclaration[] = [
  ...sqlRules,
  ...shellRules,
  ...codeExecutionRules,
  ...deserializationRules,
  ...markupRules,
  ...hashRules,
  ...digestNameRules,
  ...cipherRules,
  ...randomnessRules,
  ...signatureRules,
  ...transportRules,
  ...secretRules,
  ...cMemoryRules,
  ...unboundedCopyRules,
  ...allocatedOtherwiseRules,
  ...fileRules,
  ...requestRules,
  ...objectRules,
  ...swallowedRules,
  ...errorRules,
  ...comparisonRules,
  ...conditionRules,
  ...branchRules,
  ...keyRules,
  ...conditionalRules,
  ...flowRules,
  ...asyncRules,
  ...pythonRules,
  ...rubyValueRules,
  ...goRules,
  ...resultRules,
  ...queryRules,
  ...loopRules,
  ...blockingRules,
  ...patternRules,
  ...sizeRules,
  ...duplicateRules,
  ...commentRules,
  ...injectedTextRules,
  ...noEffectRules,
  ...alwaysRules,
  ...nullRules,
  ...goTurnedErrorRules,
  ...suppressionRules,
  ...loopBoundRules,
  ...loopCounterRules,
  ...overwrittenRules,
  ...missingAwaitRules,
  ...returnRules,
  ...resourceRules,
  ...unusedRules,
  ...unusedImportRules,
  ...unusedFunctionRules,
  ...switchRules,
  ...layoutRules,
  ...operatorRules,
  ...leftoverRules,
  ...clientChoiceRules,
  ...weakSettingRules,
  ...cTrapRules,
  ...javaRules,
  ...weakKeyRules,
  ...massAssignmentRules,
  ...mishandledErrorRules,
  ...loopProgressRules,
  ...spokenSecretRules,
  ...undeclaredRules,
  ...cPrivilegeRules,
  ...needlessWorkRules,
  ...classSizeRules,
  ...doubtfulRules,
  ...lockRules,
  ...failureAnswerRules,
  ...archiveEntryRules,
  ...unsafeRustRules,
  ...firstPlaceRules,
  ...cRoomRules,
  ...divisionRules,
  ...rustTrapRules,
  ...changedCollectionRules,
  ...causeRules,
  ...chainedPromiseRules,
];
