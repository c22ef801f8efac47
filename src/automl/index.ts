/**
 * From a table to a trained model: what the problem is, recipes worth trying, candidates judged on folds in other threads, a search with a budget, and an
 * ensemble that is fitted at last on all rows. `automl` does it in one call; its parts are for those who want to decide on the way:
 *
 *     const problem = describeProblem(table, { target: 'churned' });
 *     const data = prepareTraining(table, problem, trainingRows);
 *     const folds = planFolds(data, { seed: 1 });
 *     const recipes = recipesFor(data);                                  // Recipe[], the most promising first
 *     const candidate = await tryRecipe({ data, recipe: recipes[0], folds, seed: 1, signal });   // Candidate, out-of-fold predictions
 *     await saveCandidate(folder, data, folds, candidate);               // survives kill -9
 *     const done = await loadCandidates(folder, data, folds);            // what a killed run kept; of other data or folds: nothing
 *     const { trials, candidates } = await search({ data, folds, recipes, budgetMs: 30_000, earlier: trials, onTrial });
 *     const ensemble = await chooseEnsemble({ data, candidates });       // weights, calibration, threshold; a single one where it is better
 *     const model = await fitFinal({ data, ensemble, seed: 1 });         // TrainedModel (src/artifact)
 *
 * Everything that takes time runs in threads, takes a `signal`, and ends with `InterruptedError` when it fires.
 */

export type { Candidate } from './candidate.ts';
export { snakeName } from './metric-of.ts';
export type { Problem, ProblemOptions, ProblemTask } from './problem.ts';
export { describeProblem } from './problem.ts';
export type { Recipe } from './recipe.ts';
export { createRecipe, RecipeSchema } from './recipe.ts';
export type { TrainingData } from './training-data.ts';
export { prepareTraining } from './training-data.ts';
