import { InputError } from '../errors/index.ts';
import type { Figure } from './figure.ts';
import { calibrationFigure } from './figures/calibration.ts';
import { confusionFigure } from './figures/confusion.ts';
import { histogramFigure } from './figures/histogram.ts';
import { importancesFigure } from './figures/importances.ts';
import { leaderboardFigure } from './figures/leaderboard.ts';
import { learningCurveFigure } from './figures/learning-curve.ts';
import { precisionRecallFigure } from './figures/precision-recall.ts';
import { residualsFigure } from './figures/residuals.ts';
import { rocFigure } from './figures/roc.ts';
import { seriesFigure } from './figures/series.ts';
import { shapSummaryFigure } from './figures/shap-summary.ts';
import { PlotData } from './plot-data.ts';

/** Works a plot out. @throws InputError `bad-plot` where the data can't be drawn */
export function toFigure(given: PlotData): Figure {
  const parsed = PlotData.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError(
      'bad-plot',
      `The plot "${(given as { plot?: unknown }).plot}" can't be drawn: ${issue.path.map(String).join('.')}: ${issue.message}.`,
    );
  }
  const data = parsed.data;
  switch (data.plot) {
    case 'roc':
      return rocFigure(data);
    case 'precision-recall':
      return precisionRecallFigure(data);
    case 'calibration':
      return calibrationFigure(data);
    case 'confusion':
      return confusionFigure(data);
    case 'residuals':
      return residualsFigure(data);
    case 'importances':
      return importancesFigure(data);
    case 'shap-summary':
      return shapSummaryFigure(data);
    case 'learning-curve':
      return learningCurveFigure(data);
    case 'leaderboard':
      return leaderboardFigure(data);
    case 'series':
      return seriesFigure(data);
    case 'histogram':
      return histogramFigure(data);
  }
}
