export interface CachedAnswer {
  /** SHA-256 of all that the answer depends on; the question itself is not kept. */
  key: string;
  provider: string;
  model: string;
  /** The validated value, as JSON. */
  answer: string;
  /** ISO 8601 in UTC. */
  createdAt: string;
}

export interface CacheBounds {
  maxEntries: number;
  /** Answers from before are not given and are removed. ISO 8601 in UTC. */
  notBefore: string;
}

/** Validated answers by question. */
export interface CacheStore {
  /** The answer, which then counts as just used; null where there is none, or only one that is too old. */
  get(key: string, at: string, notBefore: string): Promise<CachedAnswer | null>;
  put(answer: CachedAnswer): Promise<void>;
  /** Removes what the bounds leave no room for: the old, then the least recently used. */
  prune(bounds: CacheBounds): Promise<void>;
  size(): Promise<{ entries: number; bytes: number }>;
  clear(): Promise<void>;
}

/** A cache that lasts as long as the process. */
export function createMemoryCache(): CacheStore {
  // A Map keeps the order of insertion: the least recently used come first.
  const answers = new Map<string, CachedAnswer>();
  return {
    async get(key, _at, notBefore) {
      const answer = answers.get(key);
      if (answer === undefined || answer.createdAt < notBefore) return null;
      answers.delete(key);
      answers.set(key, answer);
      return answer;
    },
    async put(answer) {
      answers.delete(answer.key);
      answers.set(answer.key, answer);
    },
    async prune({ maxEntries, notBefore }) {
      for (const [key, answer] of answers) if (answer.createdAt < notBefore) answers.delete(key);
      for (const key of answers.keys()) {
        if (answers.size <= maxEntries) break;
        answers.delete(key);
      }
    },
    async size() {
      let bytes = 0;
      for (const answer of answers.values()) bytes += Buffer.byteLength(answer.answer);
      return { entries: answers.size, bytes };
    },
    async clear() {
      answers.clear();
    },
  };
}
