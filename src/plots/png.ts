import { StorageError } from '../errors/index.ts';

/**
 * SVG as PNG bytes, at twice its size for sharp screens.
 * @throws StorageError `png-unavailable` where resvg has no build for this machine
 */
export async function svgToPng(svg: string, { scale = 2 }: { scale?: number } = {}): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js').catch((thrown) => {
    throw new StorageError(
      'png-unavailable',
      'PNG files need @resvg/resvg-js, which is not there for this machine; write SVG instead (a name that ends in .svg).',
      { cause: thrown },
    );
  });
  const drawn = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
  });
  return drawn.render().asPng();
}
