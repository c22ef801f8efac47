import { allocatedOtherwiseRules } from './allocated-otherwise.ts';
import { alwaysRules } from './always.ts';
import { archiveEntryRules } from './archive-entries.ts';
import { asyncRules } from './async.ts';
import { blockingRules } from './blocking.ts';
import { branchRules } from './branches.ts';
import { cMemoryRules } from './c-memory.ts';
import { cPrivilegeRules } from './c-privileges.ts';
import { cRoomRules } from './c-room.ts';
import { cTrapRules } from './c-traps.ts';
import { causeRules } from './causes.ts';
import { chainedPromiseRules } from './chained-promises.ts';
import { changedCollectionRules } from './changed-collections.ts';
import { cipherRules } from './ciphers.ts';
import { classSizeRules } from './class-size.ts';
import { clientChoiceRules } from './client-choices.ts';
import { codeExecutionRules } from './code-execution.ts';
import { commentRules } from './comments.ts';
import { comparisonRules } from './comparisons.ts';
import { conditionalRules } from './conditionals.ts';
import { conditionRules } from './conditions.ts';
import { deserializationRules } from './deserialization.ts';
import { digestNameRules } from './digest-names.ts';
import { divisionRules } from './divisions.ts';
import { doubtfulRules } from './doubtful.ts';
import { keyRules } from './duplicate-keys.ts';
import { duplicateRules } from './duplicates.ts';
import { errorRules } from './errors.ts';
import { failureAnswerRules } from './failure-answers.ts';
import { fileRules } from './files.ts';
import { firstPlaceRules } from './first-place.ts';
import { flowRules } from './flow.ts';
import { goRules } from './go-traps.ts';
import { goTurnedErrorRules } from './go-turned-errors.ts';
import { hashRules } from './hashes.ts';
import { injectedTextRules } from './injected-text.ts';
import { javaRules } from './java-traps.ts';
import { layoutRules } from './layout.ts';
import { leftoverRules } from './leftovers.ts';
import { lockRules } from './locks.ts';
import { loopBoundRules } from './loop-bounds.ts';
import { loopCounterRules } from './loop-counters.ts';
import { loopProgressRules } from './loop-progress.ts';
import { loopRules } from './loops.ts';
import { markupRules } from './markup.ts';
import { massAssignmentRules } from './mass-assignment.ts';
import { mishandledErrorRules } from './mishandled-errors.ts';
import { missingAwaitRules } from './missing-await.ts';
import { returnRules } from './missing-returns.ts';
import { needlessWorkRules } from './needless-work.ts';
import { noEffectRules } from './no-effect.ts';
import { nullRules } from './null-checks.ts';
import { objectRules } from './objects.ts';
import { operatorRules } from './operators.ts';
import { overwrittenRules } from './overwritten.ts';
import { patternRules } from './patterns.ts';
import { pythonRules } from './python-traps.ts';
import { queryRules } from './queries.ts';
import { randomnessRules } from './randomness.ts';
import { requestRules } from './requests.ts';
import { resourceRules } from './resources.ts';
import { resultRules } from './results.ts';
import { rubyValueRules } from './ruby-values.ts';
import type { RuleDeclaration } from './rule.ts';
import { rustTrapRules } from './rust-traps.ts';
import { secretRules } from './secrets.ts';
import { shellRules } from './shell.ts';
import { signatureRules } from './signatures.ts';
import { sizeRules } from './size.ts';
import { spokenSecretRules } from './spoken-secrets.ts';
import { sqlRules } from './sql.ts';
import { suppressionRules } from './suppression-marks.ts';
import { swallowedRules } from './swallowed-errors.ts';
import { switchRules } from './switches.ts';
import { transportRules } from './transport.ts';
import { unboundedCopyRules } from './unbounded-copies.ts';
import { undeclaredRules } from './undeclared.ts';
import { unsafeRustRules } from './unsafe-rust.ts';
import { unusedRules } from './unused.ts';
import { unusedFunctionRules } from './unused-functions.ts';
import { unusedImportRules } from './unused-imports.ts';
import { weakKeyRules } from './weak-keys.ts';
import { weakSettingRules } from './weak-settings.ts';

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
