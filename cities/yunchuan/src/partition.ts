/** A thing to be shared out among regions: where it is and how much it counts. */
export interface Piece {
  x: number
  y: number
  weight: number
}

/**
 * Shares pieces out among `count` regions that hang together and weigh about the same: the lightest region takes the
 * free neighbour nearest to its heart, again and again; hearts move to the middle between rounds.
 * Returns the region (0 … count-1) of each piece. Pieces no region can reach join the nearest region.
 */
export function shareOut(pieces: Piece[], neighbours: number[][], count: number): Int32Array {
  let hearts = spreadHearts(pieces, Math.min(count, pieces.length))
  let regions = growFrom(pieces, neighbours, hearts)
  for (let round = 0; round < 4; round++) {
    hearts = middleOfRegions(pieces, regions, hearts.length)
    regions = growFrom(pieces, neighbours, hearts)
  }
  return regions
}

const squareBetween = (a: Piece, b: Piece) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2

/** Each next heart is the piece farthest from those chosen. */
function spreadHearts(pieces: Piece[], count: number): number[] {
  const hearts = [0]
  const nearest = pieces.map((piece) => squareBetween(piece, pieces[0]!))
  while (hearts.length < count) {
    let farthest = 0
    for (let i = 1; i < pieces.length; i++) if (nearest[i]! > nearest[farthest]!) farthest = i
    hearts.push(farthest)
    pieces.forEach((piece, i) => {
      nearest[i] = Math.min(nearest[i]!, squareBetween(piece, pieces[farthest]!))
    })
  }
  return hearts
}

function middleOfRegions(pieces: Piece[], regions: Int32Array, count: number): number[] {
  const sums = Array.from({ length: count }, () => ({ x: 0, y: 0, weight: 0 }))
  pieces.forEach((piece, i) => {
    const sum = sums[regions[i]!]!
    sum.x += piece.x * piece.weight
    sum.y += piece.y * piece.weight
    sum.weight += piece.weight
  })
  return sums.map((sum, region) => {
    const middle = { x: sum.x / sum.weight, y: sum.y / sum.weight, weight: 0 }
    let best = -1
    pieces.forEach((piece, i) => {
      if (regions[i] !== region) return
      if (best < 0 || squareBetween(piece, middle) < squareBetween(pieces[best]!, middle)) best = i
    })
    return best
  })
}

function growFrom(pieces: Piece[], neighbours: number[][], hearts: number[]): Int32Array {
  const regions = new Int32Array(pieces.length).fill(-1)
  const weights = hearts.map((heart) => pieces[heart]!.weight)
  hearts.forEach((heart, region) => {
    regions[heart] = region
  })
  const frontiers = hearts.map((heart) => new Set(neighbours[heart]!))
  const open = new Set(hearts.keys())
  while (open.size > 0) {
    let lightest = -1
    for (const region of open) if (lightest < 0 || weights[region]! < weights[lightest]!) lightest = region
    const frontier = frontiers[lightest]!
    let chosen = -1
    let least = Number.POSITIVE_INFINITY
    for (const candidate of frontier) {
      if (regions[candidate]! >= 0) {
        frontier.delete(candidate)
        continue
      }
      const far = squareBetween(pieces[candidate]!, pieces[hearts[lightest]!]!)
      if (far < least) {
        least = far
        chosen = candidate
      }
    }
    if (chosen < 0) {
      open.delete(lightest)
      continue
    }
    regions[chosen] = lightest
    weights[lightest] = weights[lightest]! + pieces[chosen]!.weight
    for (const next of neighbours[chosen]!) if (regions[next]! < 0) frontier.add(next)
  }
  adoptOrphans(pieces, regions, hearts)
  return regions
}

function adoptOrphans(pieces: Piece[], regions: Int32Array, hearts: number[]): void {
  pieces.forEach((piece, i) => {
    if (regions[i]! >= 0) return
    let best = 0
    hearts.forEach((heart, region) => {
      if (squareBetween(piece, pieces[heart]!) < squareBetween(piece, pieces[hearts[best]!]!)) best = region
    })
    regions[i] = best
  })
}

/** Nearest-first growth from several seeds with a cost per step: used where regions should follow terrain, not weight. */
export function growByCost(
  count: number,
  seeds: { piece: number; region: number }[],
  stepsFrom: (piece: number) => { to: number; cost: number }[],
): Int32Array {
  const regions = new Int32Array(count).fill(-1)
  const costs = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  const done = new Uint8Array(count)
  for (const seed of seeds) {
    costs[seed.piece] = 0
    regions[seed.piece] = seed.region
  }
  for (;;) {
    let nearest = -1
    for (let i = 0; i < count; i++) {
      if (!done[i] && costs[i]! < Number.POSITIVE_INFINITY && (nearest < 0 || costs[i]! < costs[nearest]!))
        nearest = i
    }
    if (nearest < 0) return regions
    done[nearest] = 1
    for (const step of stepsFrom(nearest)) {
      const cost = costs[nearest]! + step.cost
      if (cost >= costs[step.to]!) continue
      costs[step.to] = cost
      regions[step.to] = regions[nearest]!
    }
  }
}
