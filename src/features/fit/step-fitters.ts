import {
  fitFrequency,
  fitGroupStatistic,
  fitNativeCategories,
  fitOneHot,
  fitOrdinal,
} from './fit-categories.ts';
import { fitDateParts } from './fit-date-parts.ts';
import { fitBin, fitQuantile } from './fit-lines.ts';
import { fitImpute, fitLog, fitPairs, fitScale } from './fit-numbers.ts';
import { fitTargetMean } from './fit-target-mean.ts';
import { fitHash, fitText } from './fit-texts.ts';
import type { Fitting } from './fitting.ts';
import type { StepName, StepOptions } from './step.ts';

type StepFitters = { [Name in StepName]: (fitting: Fitting, options: StepOptions[Name]) => void };

/** What each step does when a pipeline is fitted. */
export const stepFitters: StepFitters = {
  impute: fitImpute,
  oneHot: fitOneHot,
  ordinal: fitOrdinal,
  categories: fitNativeCategories,
  targetMean: fitTargetMean,
  frequency: fitFrequency,
  hash: fitHash,
  scale: fitScale,
  quantile: fitQuantile,
  bin: fitBin,
  log: fitLog,
  dateParts: fitDateParts,
  difference: (fitting, options) => fitPairs(fitting, 'difference', options),
  ratio: (fitting, options) => fitPairs(fitting, 'ratio', options),
  product: (fitting, options) => fitPairs(fitting, 'product', options),
  groupStatistic: fitGroupStatistic,
  text: fitText,
  drop: (fitting, { columns }) => {
    for (const name of columns) fitting.consume(name);
  },
};

/** Steps that the standard operators of ONNX can't express: none of them hashes a text. */
export const unexportableSteps: readonly StepName[] = ['hash', 'text'];
