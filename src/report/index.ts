/** What a training run leaves for people: one self-contained HTML page, and a model card in Markdown. */
export { renderModelCard } from './model-card.ts';
export { predictionPlots } from './prediction-plots.ts';
export { renderingTrainingReport, renderTrainingReport } from './render-report.ts';
export { TrainingReport } from './training-report.ts';
