import type { PlotData } from './plot-data.ts';
import { svgToPng } from './png.ts';
import { figureToSvg, type SvgOptions } from './svg.ts';
import { figureToText, type TerminalPlotOptions } from './terminal.ts';
import { toFigure } from './to-figure.ts';

/** A plot as SVG text. @throws InputError `bad-plot` */
export function plotToSvg(data: PlotData, options?: SvgOptions): string {
  return figureToSvg(toFigure(data), options);
}

/** A plot as PNG bytes. Its words need a font on the machine. @throws InputError `bad-plot`; StorageError `png-unavailable` */
export async function plotToPng(
  data: PlotData,
  { scale, ...options }: { width?: number; theme?: 'light' | 'dark'; scale?: number } = {},
): Promise<Uint8Array> {
  return svgToPng(plotToSvg(data, options), scale === undefined ? {} : { scale });
}

/** A plot as lines for a terminal. @throws InputError `bad-plot` */
export function plotToText(data: PlotData, options: TerminalPlotOptions): string[] {
  return figureToText(toFigure(data), options);
}
