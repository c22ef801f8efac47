/**
 * The code analyst's eyes: finds the language of code, parses it, measures it, and finds what is wrong with it.
 * One parse and one walk a file; languages are data (`languages/`), rules are data with a check (`rules/`).
 */
export { type AcceptancePrior, acceptanceOf, acceptancePrior } from './acceptance.ts';
export type { AnalysisCache, KnownClones, MeasuredEntry } from './analysis-cache.ts';
export type { Analysis } from './analyze.ts';
export {
  type ComparedFile,
  type ComparedFunction,
  type CompareOptions,
  type Comparison,
  compareVersions,
  type VersionSource,
} from './compare/compare.ts';
export { type Change, type ComparedFigure, comparedFigures } from './compare/figures.ts';
export {
  composeReview,
  identityOf,
  type Review,
  type ReviewedFile,
  type SuppressedRecommendation,
} from './compose-review.ts';
export { coveragePlaces } from './coverage.ts';
export { rulesetProblems } from './custom/active-rules-for.ts';
export { findRule, type ListedExample, type ListedRule, listRules } from './custom/list-rules.ts';
export { compileGlobs } from './custom/path-globs.ts';
export { isPlainWorkspace } from './custom/plain-workspace.ts';
export { type LoadRulesetOptions, loadRuleset, type Ruleset } from './custom/ruleset.ts';
export { startingRule } from './custom/starting-rule.ts';
export { type FailedExample, type TriedRule, tryExamples } from './custom/try-examples.ts';
export type { LanguageDeclaration } from './declaration.ts';
export { detectLanguage } from './detect-language.ts';
export type { Clone } from './duplication.ts';
export { decodeAnalysis, type EncodedAnalysis, type FileStamp, fileToJson } from './encoded-analysis.ts';
export { escomplexReport } from './escomplex.ts';
export { explainFinding, explainRule, type FindingGround } from './explain/explain.ts';
export { isRacy, isSame, lookAt } from './file-stamp.ts';
export {
  type FoundFile,
  type FoundFiles,
  findFiles,
  isCalledLikeCode,
  type SkipCode,
  type SkippedPath,
} from './find-files.ts';
export { type FileToFix, type FixedFile, type FixFilesOptions, fixFiles } from './fixes/fix-files.ts';
export { type MeasuredPaths, type MeasurePathsOptions, measurePaths } from './measure-paths.ts';
export {
  analyzeSource,
  measureSource,
  type ParsedSource,
  parseSource,
  type SourceOptions,
} from './measure-source.ts';
export type { Omission } from './omission.ts';
export type { Call, Definition, Import, Outline } from './outline/outline.ts';
export type { OutlineOutcome } from './outline/outline-file.ts';
export { outlineFiles } from './outline/outline-files.ts';
export { recheckFindings } from './recheck.ts';
export { rankRecommendations } from './recommend.ts';
export { reviewPaths, reviewSource } from './review.ts';
export { describeRules } from './rules/describe.ts';
export { rules } from './rules/index.ts';
export { isGeneratedText } from './rules/reading/generated.ts';
export type { RuleDeclaration } from './rules/rule.ts';
export { knownShapes as secretShapes } from './rules/security/secret-shapes.ts';
export { applySuppressions, suppressionsIn } from './rules/suppressions.ts';
export { Category, LanguageName, Severity } from './schemas.ts';
export type { SearchWitness } from './search-witness.ts';
export { type CandidateFile, selectFiles } from './select-files.ts';
export { largestFileBytes, normalizeSource, readSourceText, sourceTextOf } from './source-text.ts';
export { startAhead } from './start-ahead.ts';
export type { MeasureSummary } from './summary.ts';
export { calledWithin, type SymbolDefinition, SymbolIndex } from './symbols.ts';
export type {
  NodeIndex,
  SyntaxTree,
} from './syntax-tree.ts';
export {
  categories,
  type FileMetrics,
  type Finding,
  type FixLevel,
  type FunctionMetrics,
  type Halstead,
  languageNames,
  type MeasuredFile,
  type ParseError,
  type Recommendation,
  type SuppressedFinding,
  severities,
} from './types.ts';
export { invisibleCharacter, visibleText, withoutInvisible } from './visible-text.ts';
