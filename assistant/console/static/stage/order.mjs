// Which questions stand on the stage, and in which order. Pure.

export const LIMIT = 5;
const MARGIN = 1.25; // a question must outweigh another by this much to take its place: or cards would jump with every asker

/**
 * The ids to show. `stood`: the ids as they stand; `rows`: what may be shown, {id, rank}; a rank of Infinity is pinned.
 * `how`: "free"; "hand", when somebody points at the list or stands in it: nothing moves, free places are filled at the end;
 * "frozen": nothing moves and nothing comes. `kept(id)` tells whether a card that is no longer asked can still be drawn.
 */
export function arrange(stood, rows, how, kept = () => true) {
  const rank = new Map(rows.map((row) => [row.id, row.rank]));
  const rest = rows.filter((row) => !stood.includes(row.id)).sort((one, other) => other.rank - one.rank).map((row) => row.id);
  if (how !== "free") {
    const still = stood.filter((id) => rank.has(id) || kept(id));
    return how === "hand" ? [...still, ...rest.slice(0, Math.max(0, LIMIT - still.length))] : still;
  }
  const shown = stood.filter((id) => rank.has(id));
  while (rest.length && shown.length < LIMIT) shown.push(rest.shift());
  for (const id of rest) {
    const least = shown.reduce((a, b) => (rank.get(b) <= rank.get(a) ? b : a));
    if (rank.get(id) > rank.get(least) * MARGIN) shown[shown.indexOf(least)] = id;
  }
  for (let pass = 1; pass < shown.length; pass += 1) {
    for (let n = shown.length - 1; n > 0; n -= 1) {
      const [above, below] = [rank.get(shown[n - 1]), rank.get(shown[n])];
      if (below > above * MARGIN) [shown[n - 1], shown[n]] = [shown[n], shown[n - 1]];
    }
  }
  return shown;
}
