/** Writes the findings that the simulation is made over anew: `node evals/suites/learning/generate.ts`. Takes a minute. */
import { realFindings, writeFindings } from './findings.ts';

const findings = await realFindings(new AbortController().signal);
writeFindings(findings);
process.stdout.write(`${findings.length} findings\n`);
