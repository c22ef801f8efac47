/** Plots from plain data: SVG, PNG, and characters for the terminal. */
export { plotToPng, plotToSvg, plotToText } from './draw.ts';
export { plotVariables, type Theme } from './palette.ts';
export type { PlotName } from './plot-data.ts';
export { PlotData } from './plot-data.ts';
export type { SvgOptions } from './svg.ts';
export type { TerminalPlotOptions } from './terminal.ts';
