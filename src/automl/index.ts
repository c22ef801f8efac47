/**
 * From a table to a trained model: what the problem is, recipes worth trying, candidates judged on folds in other threads, a search with a budget, and an
 * ensemble that is fitted at last on all rows. `automl` does it in one call; its parts are for those who want to decide on the way:
 *
 *     const problem = describeProblem(table, { target: 'churned' });
 *     const data = prepareTraining(table, problem, trainingRows);        // without rows that have no target
 *     const folds = planFolds(data, { seed: 1 });
 *     const recipes = recipesFor(data);                                  // Recipe[], the most promising first
 *     const candidate = await tryRecipe({ data, recipe: recipes[0], folds, seed: 1, signal });   // Candidate, out-of-fold predictions
 *     await saveCandidate(folder, data, folds, candidate);               // survives kill -9
 *     const done = await loadCandidates(folder, data, folds);            // what a killed run kept; of other data or folds: nothing
 *     const { trials, candidates } = await search({ data, folds, recipes, budgetMs: 30_000, earlier: trials, onTrial });
 *     const ensemble = await chooseEnsemble({ data, candidates });       // weights, calibration, threshold; a single one where it is better
 *     const { model } = await fitFinal({ data, ensemble, seed: 1 });     // TrainedModel (src/artifact)
 *
 * Everything that takes time runs in threads, takes a `signal`, and ends with `InterruptedError` when it fires.
 */

export type { AutomlOptions, AutomlResult } from './automl.ts';
export { automl } from './automl.ts';
export type { Candidate } from './candidate.ts';
export { loadCandidates, saveCandidate } from './candidate-store.ts';
export type { ChooseEnsembleOptions, Ensemble } from './ensemble/choose-ensemble.ts';
export { chooseEnsemble } from './ensemble/choose-ensemble.ts';
export type { FinalModel, FitFinalOptions } from './ensemble/fit-final.ts';
export { fitFinal, trainedModelOf } from './ensemble/fit-final.ts';
export type { FoldPlan, FoldPlanOptions } from './plan-folds.ts';
export { planFolds, planningFolds } from './plan-folds.ts';
export type { Problem, ProblemOptions, ProblemTask } from './problem.ts';
export { describeProblem } from './problem.ts';
export type { Kit } from './recipes/kits.ts';
export { kitsFor } from './recipes/kits.ts';
export type { Recipe } from './recipes/recipe.ts';
export { createRecipe, RecipeSchema } from './recipes/recipe.ts';
export { baselineRecipe, recipesFor } from './recipes/recipes-for.ts';
export type { HalvingOptions } from './search/halving.ts';
export { searchByHalving } from './search/halving.ts';
export type { SearchOptions, SearchResult } from './search/search.ts';
export { search } from './search/search.ts';
export type { SearchTrial } from './search/trial.ts';
export { SearchTrialSchema } from './search/trial.ts';
export type { EarlierRun } from './search/warm-start.ts';
export { warmRecipes } from './search/warm-start.ts';
export type { TableFacts } from './table-facts.ts';
export { distanceOf, factsOf } from './table-facts.ts';
export { rowsForBudget, trainingTableBytes } from './table-memory.ts';
export { warmThreads } from './threads/candidate-threads.ts';
export type { TrainingData } from './training-data.ts';
export { prepareTraining, preparingTraining } from './training-data.ts';
export type { TryOptions } from './try-recipe.ts';
export { tryRecipe } from './try-recipe.ts';
