/**
 * Whether the code behind an allocation ends the program where it failed, by a call that stands there alone: `if (!p) error("…");`. If that came back, what
 * follows would use nothing. Calls that only say something are left out.
 */
export function endsAlone(name: string, after: string): boolean {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const call = new RegExp(
    `^;if\\((?:!${plain}|${plain}==(?:NULL|0|nullptr))\\)\\{?(\\w+)\\([^;]*\\);\\}?(?!return|goto|break|continue)`,
  ).exec(after.replace(/\s+/g, ''))?.[1];
  return call !== undefined && !/print|perror|log|warn|debug|free|trace|msg|set|put/i.test(call);
}
