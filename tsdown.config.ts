import { defineConfig } from 'tsdown';

// One flat folder: a chunk finds its worker file beside itself, wherever the bundler put the code.
export default defineConfig({
  entry: { cli: 'apps/cli/main.ts', 'measure-worker': 'src/code/measure-worker.ts' },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  dts: false,
  clean: true,
  outputOptions: { chunkFileNames: '[name]-[hash].mjs' },
});
