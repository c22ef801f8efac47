/**
 * The command line of the bundle with a word at its end: `node opsmith.mjs ARGUMENTS` is `opsmith ARGUMENTS`. Plain JavaScript, as the launcher
 * is: stripping types here would load a compiler that nobody's opsmith loads.
 */
import module from 'node:module';

module.enableCompileCache();
const begin = performance.now();
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const report = {
    seconds: [(performance.now() - begin) / 1000],
    failed: 0,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMb: Math.round(maxRSS / 1024),
  };
  process.stderr.write(`${JSON.stringify(report)}\n`);
});
const bundle = await import(new URL('../../dist/cli.mjs', import.meta.url).href);
await bundle.main();
