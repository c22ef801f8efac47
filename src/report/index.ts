/** What a training run leaves for people: one self-contained HTML page, and a model card in Markdown. */
export { TrainingReport } from './training-report.ts';
