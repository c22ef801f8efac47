/** A term of opsmith's world, as opsmith means it. */
export interface Term {
  /** Lower case; the first is how it is called in an answer. */
  names: readonly string[];
  /** Markdown, one to three sentences, true of opsmith. */
  meaning: string;
  /** The figure of a measured file that it is about. */
  figure?: string;
}

const codeTerms: readonly Term[] = [
  {
    names: ['cyclomatic complexity', 'cyclomatic', 'mccabe'],
    meaning:
      'The number of independent ways through code: 1 for a function, plus one for each `if`, loop, non-default `case` or match arm, `catch`, ternary, `&&` and `||` (`and`, `or`). Nested functions count apart. A file’s figure is 1 plus its decisions outside functions plus the figures of its functions.',
    figure: 'cyclomatic',
  },
  {
    names: ['cognitive complexity', 'cognitive'],
    meaning:
      'How hard code is to follow for a reader (SonarSource’s definition): each break in the straight flow costs one, and one more for every level of nesting that it stands in; a chain of the same logical operator costs one together.',
    figure: 'cognitive',
  },
  {
    names: ['nesting', 'nesting depth'],
    meaning: 'How deep control structures stand within each other in a function; 0 for a flat body.',
  },
  {
    names: ['lines of code', 'sloc', 'loc', 'source lines of code'],
    meaning: 'Lines that hold code; blank lines and lines with only a comment are left out.',
    figure: 'sloc',
  },
  {
    names: ['statements', 'lloc', 'logical lines of code', 'logical lines'],
    meaning: 'The number of statements, however they are laid out on lines.',
    figure: 'lloc',
  },
  {
    names: ['halstead volume', 'volume'],
    meaning:
      'The size of code as information (Halstead, 1977): the number of operators and operands, times the logarithm to base 2 of how many different ones there are.',
  },
  {
    names: ['halstead difficulty', 'difficulty'],
    meaning:
      'How error-prone code is to write or read (Halstead, 1977): half the number of different operators, times how often each different operand is used on average.',
  },
  {
    names: ['halstead effort', 'effort'],
    meaning: 'Difficulty times volume (Halstead, 1977). Divided by 18 it is an estimate of seconds.',
  },
  {
    names: ['halstead bugs', 'estimated bugs'],
    meaning: 'Halstead’s estimate of the number of bugs: volume divided by 3000.',
  },
  {
    names: ['halstead', 'halstead metrics', 'halstead numbers'],
    meaning:
      'Figures from counting operators and operands (Halstead, 1977): n1 and n2 different ones, N1 and N2 in total. Volume, difficulty, effort, time and an estimate of bugs follow from those four.',
  },
  {
    names: ['maintainability index', 'maintainability', 'mi'],
    meaning:
      'One figure from 0 to 100, higher is easier to maintain: the classic index of Halstead volume, cyclomatic complexity and lines of code (171 at most), clamped at 0 and scaled to 100.',
    figure: 'maintainabilityIndex',
  },
  {
    names: ['duplication', 'clone', 'clones', 'duplicate code'],
    meaning:
      'The share of a file’s code lines that stand in a clone: the same code in the file or in another measured file.',
    figure: 'duplication',
  },
  {
    names: ['technical debt ratio', 'technical debt', 'tech debt'],
    meaning:
      'Estimated minutes to mend what was found, over the cost of writing the code anew, taken as 30 minutes a line (SonarQube’s ratio).',
    figure: 'technicalDebtRatio',
  },
  {
    names: ['security score'],
    meaning: 'From 0 to 1, higher is safer; it falls with the number and gravity of security findings.',
    figure: 'securityScore',
  },
  {
    names: ['test coverage', 'coverage'],
    meaning:
      'The share of coverable lines that a test ran, read from an lcov or Cobertura file where there is one. opsmith does not run tests.',
    figure: 'testCoverage',
  },
  { names: ['severity'], meaning: 'How grave a finding is: low, medium, high or critical.' },
  {
    names: ['recommendation', 'finding'],
    meaning:
      'Something that the review found: a place, a quote of the code there, a reason and a suggestion. Its id is stable: the same finding in the same code gets it again.',
  },
  {
    names: ['acceptance'],
    meaning:
      'The probability, from 0 to 1, that a developer accepts a recommendation; a review puts the likelier ones first.',
  },
];

const dataTerms: readonly Term[] = [
  {
    names: ['data drift', 'drift', 'covariate shift', 'distribution shift'],
    meaning:
      'Data in use that no longer looks like the data a model was trained on: the distribution of one or more columns has changed.',
  },
  {
    names: ['concept drift'],
    meaning:
      'The relation between the features and the target has changed, so that a model’s answers get worse even where the columns look the same.',
  },
  {
    names: ['psi', 'population stability index'],
    meaning:
      'The population stability index compares the shares of a column’s bins in two tables: the sum over the bins of (share now − share before) · ln(share now / share before). A common reading: under 0.1 stable, over 0.25 shifted.',
  },
  {
    names: ['ks test', 'kolmogorov smirnov', 'ks'],
    meaning:
      'The Kolmogorov–Smirnov test looks at the largest distance between the cumulative distributions of a numeric column in two samples.',
  },
  {
    names: ['wasserstein distance', 'wasserstein', 'earth mover'],
    meaning: 'How far, on average, values must be moved to turn one distribution into the other.',
  },
  {
    names: ['chi squared test', 'chi2', 'chi square'],
    meaning: 'Compares how often each category was seen with how often it would be expected.',
  },
  {
    names: ['jensen shannon', 'jensen shannon divergence'],
    meaning:
      'A symmetric distance between two distributions, from 0 for equal ones to 1 (with logarithms to base 2).',
  },
  {
    names: ['leakage', 'data leakage', 'target leakage', 'leak'],
    meaning:
      'Information in the training data that will not be there when the model is used, such as a column written after the outcome was known. Scores look better than they will be.',
  },
  { names: ['outlier', 'outliers'], meaning: 'A value far from the others of its column.' },
  {
    names: ['imbalance', 'class imbalance', 'imbalanced data'],
    meaning:
      'One class is much rarer than another. Accuracy then says little: guessing the common class is right most of the time.',
  },
  {
    names: ['feature', 'feature engineering', 'features'],
    meaning:
      'What a model sees of a row. Feature engineering makes better ones out of the columns; in opsmith a feature is kept only if a cross-validated score says so.',
  },
  { names: ['target', 'label', 'target column'], meaning: 'The column that a model is to predict.' },
];

const modelTerms: readonly Term[] = [
  { names: ['accuracy'], meaning: 'The share of predictions that are right.' },
  {
    names: ['balanced accuracy'],
    meaning:
      'The mean over the classes of the share that was recognised: each class counts alike, however rare.',
  },
  { names: ['precision'], meaning: 'Of what was predicted as positive, the share that is.' },
  { names: ['recall', 'sensitivity'], meaning: 'Of what is positive, the share that was found.' },
  {
    names: ['f1', 'f1 score', 'f score'],
    meaning: 'The harmonic mean of precision and recall: high only when both are.',
  },
  {
    names: ['roc auc', 'auc', 'auroc'],
    meaning:
      'The probability that a random positive case is ranked above a random negative one: 0.5 is guessing, 1 is perfect. It does not depend on a threshold.',
  },
  {
    names: ['average precision', 'pr auc', 'auprc'],
    meaning:
      'The area under the precision–recall curve, as a weighted mean of precisions. It says more than ROC AUC where positives are rare.',
  },
  {
    names: ['log loss', 'cross entropy'],
    meaning:
      'The mean negative logarithm of the probability that was given to what came true: it punishes confident mistakes.',
  },
  {
    names: ['rmse', 'root mean squared error'],
    meaning:
      'The square root of the mean squared error, in the unit of the target. Large errors weigh more than in MAE.',
  },
  {
    names: ['mae', 'mean absolute error'],
    meaning: 'The mean size of the errors, in the unit of the target. Every unit of error weighs the same.',
  },
  {
    names: ['mape', 'mean absolute percentage error'],
    meaning: 'The mean size of the errors as a share of the true values; unusable near zero.',
  },
  {
    names: ['r2', 'r squared', 'coefficient of determination'],
    meaning:
      'The share of the target’s variance that the model explains: 1 is perfect, 0 is no better than always saying the mean.',
  },
  {
    names: ['overfitting', 'overfit'],
    meaning:
      'A model has learnt its training rows by heart: it scores well on them and worse on rows that it has not seen.',
  },
  {
    names: ['cross validation', 'cross-validation'],
    meaning:
      'The data is cut into parts, and each part in turn is scored by a model that was trained on the others.',
  },
  {
    names: ['hyperparameter', 'hyperparameters', 'hyperparameter tuning', 'tuning'],
    meaning:
      'A setting of the learning itself, such as the depth of trees or the learning rate. Tuning tries settings and keeps those with the best validated score; one try is a trial.',
  },
  { names: ['ensemble'], meaning: 'Several models that predict together.' },
  {
    names: ['gate', 'gates', 'validation gate'],
    meaning: 'A condition that a model must meet before it is used, such as a least score on held-out rows.',
  },
  {
    names: ['fairness', 'bias'],
    meaning:
      'Whether a model treats groups of people alike, for example whether positives are found as often in each group of a protected column.',
  },
  {
    names: ['protected column', 'protected attribute', 'sensitive attribute'],
    meaning:
      'A column that says which group a person belongs to and by which no one should be treated worse: sex, age, origin.',
  },
  {
    names: ['disparate impact'],
    meaning:
      'The rate of good outcomes in one group divided by the rate in another. Below 0.8 is a common alarm (the four-fifths rule).',
  },
  {
    names: ['shap', 'shapley'],
    meaning:
      'Shapley values share out a prediction among the features: how much each moved it away from the average prediction.',
  },
  {
    names: ['calibration'],
    meaning: 'Whether probabilities mean what they say: of the cases that got 0.7, 70% should come true.',
  },
];

const houseTerms: readonly Term[] = [
  {
    names: ['default policy', 'policy'],
    meaning:
      'What opsmith decides by when no language model is configured, or when a model’s answer does not hold. Every answer says who decided.',
  },
  {
    names: ['run', 'runs'],
    meaning:
      'One piece of work with its plan, events and result. It is kept in the store: `opsmith runs list`, `opsmith runs show ID`, `opsmith runs resume ID`.',
  },
  {
    names: ['thread', 'threads'],
    meaning: 'A conversation. What “it” and “the second one” mean is taken from its last turn.',
  },
  {
    names: ['agent', 'agents'],
    meaning:
      'One of the crew, with the actions that it can do. `/agents` or `opsmith agent list` shows them all.',
  },
  {
    names: ['model registry', 'registry'],
    meaning:
      'Where trained models are kept by name and version, with the scores and data that they came from.',
  },
  {
    names: ['promote', 'promotion'],
    meaning:
      'To make a version of a model the one in use. It changes what others rely on, so opsmith asks for approval first.',
  },
  {
    names: ['time budget', 'budget'],
    meaning: 'How long training or tuning may take, in seconds; you may say “ten minutes” or “1h30m”.',
  },
];

/** Every term that opsmith can explain. */
export const glossary: readonly Term[] = [...codeTerms, ...dataTerms, ...modelTerms, ...houseTerms];

/** The terms that a text names, longest names first; a term inside a longer one that was found ("volume" in "halstead volume") does not count. */
export function findTerms(text: string): Term[] {
  let rest = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const names = glossary.flatMap((term) =>
    term.names.map((name) => ({ term, words: name.replaceAll('-', ' ') })),
  );
  names.sort((left, right) => right.words.length - left.words.length);
  const found = new Map<Term, number>();
  for (const { term, words } of names) {
    const at = rest.indexOf(` ${words} `);
    if (at === -1) continue;
    found.set(term, Math.min(at, found.get(term) ?? at));
    rest = rest.replaceAll(` ${words} `, ` ${'\0'.repeat(words.length)} `);
  }
  return [...found].sort((left, right) => left[1] - right[1]).map(([term]) => term);
}
