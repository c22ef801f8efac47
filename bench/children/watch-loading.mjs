// Watches the event loop of a command that it was loaded before (`node --import`), and writes at the end which stretches it was held for, in milliseconds of the
// processor on the loop's own thread, to the file that OPSMITH_WATCH_FILE names.
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const file = process.env.OPSMITH_WATCH_FILE;
delete process.env.OPSMITH_WATCH_FILE;
/** Shorter ones are turns as they should be. */
const leastMs = 10;
const ownMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
const beforeMs = ownMs();
const stretches = [];
let [last, lastOwn] = [performance.now(), ownMs()];

function look() {
  const [now, own] = [performance.now(), ownMs()];
  // Many short turns between two of this timer's own are no stretch.
  const stretch = Math.min(now - last, own - lastOwn);
  if (stretch >= leastMs) stretches.push({ atMs: last, ownMs: stretch });
  [last, lastOwn] = [performance.now(), ownMs()];
}

setInterval(look, 1).unref();
process.on('exit', () => {
  look();
  if (file !== undefined) writeFileSync(file, JSON.stringify({ beforeMs, stretches }));
});
