// A table by spot: by folder, then by name. Thousands of joined keys would cost more than the lookups.
import type { Spot } from './model.ts';

export type Spots<T> = Map<number, Map<string, T>>;

export function putAt<T>(spots: Spots<T>, spot: Spot, value: T): void {
  const folder = spots.get(spot.folder);
  if (folder) folder.set(spot.name, value);
  else spots.set(spot.folder, new Map([[spot.name, value]]));
}
