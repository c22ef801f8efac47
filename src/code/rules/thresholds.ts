/** From where on the size rules speak. The defaults are the ones of widely used linters, each with its source. */
export interface Thresholds {
  /** Lines with code in a function (PMD's and Checkstyle's orders of magnitude: 60 to 150). */
  functionLines: number;
  /** McCabe, 1976, proposed 10; 15 is where NIST 500-235 asks for a written reason. */
  cyclomatic: number;
  /** SonarSource, Cognitive Complexity, 2018: 15, and 25 for C-like languages. */
  cognitive: number;
  /** Nested control structures. */
  nesting: number;
  parameters: number;
  /** Lines with code in a file. */
  fileLines: number;
  /** Operators `&&`, `||`, `and`, `or` in one condition. */
  conditionOperators: number;
  /** Lines of the smallest block that counts as duplicated. */
  duplicateLines: number;
}

export const defaultThresholds: Thresholds = {
  functionLines: 80,
  cyclomatic: 15,
  cognitive: 25,
  nesting: 4,
  parameters: 7,
  fileLines: 1000,
  conditionOperators: 5,
  duplicateLines: 8,
};
