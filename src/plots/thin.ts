/** At most `most` of the items, evenly spread, the first and the last among them. */
export function thin<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from(
    { length: most },
    (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]!,
  );
}

/** What a subtitle says where not all rows are drawn; else what it said. */
export function sayThinned(subtitle: string | undefined, shown: number, all: number): string | null {
  if (shown >= all) return subtitle ?? null;
  return [subtitle, `${shown.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} rows drawn`]
    .filter(Boolean)
    .join(' · ');
}
