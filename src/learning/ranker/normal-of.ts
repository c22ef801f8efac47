/** A standard normal number that belongs to a text and a seed (Box and Muller 1958 over a hash of both). */
export function normalOf(text: string, seed: number): number {
  let hash = 0x811c_9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  const radius = Math.sqrt(-2 * Math.log((scrambled(hash) + 1) / 2 ** 32));
  return radius * Math.cos((2 * Math.PI * scrambled(hash ^ 0x5bd1_e995)) / 2 ** 32);
}

/** The last step of MurmurHash3; below 2^32. */
function scrambled(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return Math.min(2 ** 32 - 1, (hash ^ (hash >>> 16)) >>> 0);
}
