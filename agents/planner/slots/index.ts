/** The slot finders, by the kind of slot that they fill. */

import type { SlotKind } from '../../define.ts';
import { findCount, findMetric, findSeconds } from './amounts.ts';
import { findChangesSince, findStaged } from './changes.ts';
import { findNewCode, findNewCodePath, findOldCode, findOldCodePath } from './code-pairs.ts';
import { findColumn, findColumns } from './columns.ts';
import { findComparedRevision } from './compared-revision.ts';
import type { SlotFinder } from './context.ts';
import { findRecommendation, findVerdict } from './feedback.ts';
import { findFindingKinds } from './finding-kinds.ts';
import { findLeftOutPaths } from './left-out-paths.ts';
import { findLeftOutSteps } from './left-out-steps.ts';
import { findAlias, findIfBetter, findModel, findStage, findVersion } from './models.ts';
import { findOutputTable } from './output-table.ts';
import {
  findArchive,
  findCode,
  findCodePaths,
  findCurrentTable,
  findReferenceTable,
  findTable,
} from './paths.ts';
import { findFamilies, findFolds, findLeftOut, findNewName, findSoleColumns } from './training.ts';
import { findLanguage, findRestOfText, findWholeText } from './words.ts';

export type { SlotContext, SlotFinder } from './context.ts';
export { recommendationsIn } from './feedback.ts';
export { findNamedModel } from './models.ts';
export { tablesIn } from './paths.ts';

export const slotFinders: Readonly<Record<SlotKind, SlotFinder>> = {
  'code-paths': findCodePaths,
  'left-out-paths': findLeftOutPaths,
  code: findCode,
  'old-code-path': findOldCodePath,
  'new-code-path': findNewCodePath,
  'old-code': findOldCode,
  'new-code': findNewCode,
  'changes-since': findChangesSince,
  staged: findStaged,
  'finding-kinds': findFindingKinds,
  'compared-revision': findComparedRevision,
  language: findLanguage,
  table: findTable,
  'output-table': findOutputTable,
  'reference-table': findReferenceTable,
  'current-table': findCurrentTable,
  column: findColumn,
  columns: findColumns,
  metric: findMetric,
  seconds: findSeconds,
  count: findCount,
  model: findModel,
  version: findVersion,
  stage: findStage,
  alias: findAlias,
  'if-better': findIfBetter,
  archive: findArchive,
  'new-name': findNewName,
  folds: findFolds,
  'left-out': findLeftOut,
  'left-out-steps': findLeftOutSteps,
  'sole-columns': findSoleColumns,
  families: findFamilies,
  recommendation: findRecommendation,
  verdict: findVerdict,
  'rest-of-text': findRestOfText,
  'whole-text': findWholeText,
};
