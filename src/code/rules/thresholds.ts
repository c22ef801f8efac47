/**
 * From where on the size rules speak. The defaults are rounded from the distribution over well-kept code: 146,000 functions of
 * packages in eleven languages, `npm run bench -- thresholds`, raw figures in `bench/results/thresholds.json`.
 */
export interface Thresholds {
  /** Lines with code in a function; 98 of 100 have no more than 73. */
  functionLines: number;
  /** McCabe, 1976; 98 of 100 functions have no more than 16. */
  cyclomatic: number;
  /** SonarSource, Cognitive Complexity, 2018; 98 of 100 functions have no more than 25. */
  cognitive: number;
  /** Nested control structures; 98 of 100 functions have no more than 3, 99 of 100 no more than 4. */
  nesting: number;
  /** 98 of 100 functions have no more than 5 parameters, 99 of 100 no more than 6. */
  parameters: number;
  /** Lines with code in a file; 98 of 100 have no more than 1,237. */
  fileLines: number;
  /** Methods of three lines or more in a class; 98 of 100 have no more than 38. */
  classMethods: number;
  /** Operators `&&`, `||`, `and`, `or` in one condition. */
  conditionOperators: number;
  /** Lines of the smallest block that counts as duplicated. */
  duplicateLines: number;
}

export const defaultThresholds: Thresholds = {
  functionLines: 75,
  cyclomatic: 16,
  cognitive: 25,
  nesting: 4,
  parameters: 6,
  fileLines: 1200,
  classMethods: 40,
  conditionOperators: 5,
  duplicateLines: 8,
};
