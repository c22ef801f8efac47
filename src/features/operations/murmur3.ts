const first = 0xcc9e2d51;
const second = 0x1b873593;

/** MurmurHash3 x86 32 (Appleby, 2011), as a signed number: the hash that scikit-learn's hashing vectorisers use, on UTF-8. */
export function murmur3(bytes: Uint8Array, seed: number): number {
  let hash = seed | 0;
  const blocks = bytes.length & ~3;
  for (let at = 0; at < blocks; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash ^= mixed(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= blocks; at--) tail = (tail << 8) | bytes[at]!;
  if (blocks < bytes.length) hash ^= mixed(tail);
  hash ^= bytes.length;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function mixed(word: number): number {
  const scrambled = Math.imul(word, first);
  return Math.imul((scrambled << 15) | (scrambled >>> 17), second);
}

const encoder = new TextEncoder();

/** The bucket of a text, and the sign that keeps collisions from adding up. */
export function bucketOf(text: string, buckets: number, seed: number): { bucket: number; sign: 1 | -1 } {
  const hash = murmur3(encoder.encode(text), seed);
  return { bucket: Math.abs(hash) % buckets, sign: hash >= 0 ? 1 : -1 };
}
