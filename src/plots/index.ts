/** Plots from plain data: SVG, PNG, and characters for the terminal. */
export type { PlotName } from './plot-data.ts';
export { PlotData } from './plot-data.ts';
