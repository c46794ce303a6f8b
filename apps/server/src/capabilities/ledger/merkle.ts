import { createHash } from 'node:crypto'

/**
 * The Merkle tree of RFC 9162 section 2.1 with SM3 as its hash. Every function here is pure: it says which complete
 * subtrees are needed (`Span`), and computes hashes from them.
 */

/** Root of the complete subtree `index` of `2^level` leaves. */
export interface NodeAddress {
  readonly level: number
  readonly index: number
}

/** A subtree as it is put together: one complete node, or two parts. */
export type Span = NodeAddress | readonly [Span, Span]

export function hashLeaf(leaf: string): string {
  return createHash('sm3').update(Buffer.of(0)).update(leaf).digest('hex')
}

export function hashPair(left: string, right: string): string {
  return createHash('sm3')
    .update(Buffer.of(1))
    .update(Buffer.from(left, 'hex'))
    .update(Buffer.from(right, 'hex'))
    .digest('hex')
}

/** Root of the log without leaves: the hash of nothing. */
export const emptyRoot = createHash('sm3').digest('hex')

/** Leaves `start … start + size − 1` as a tree; `start` is a multiple of the power of two at or above `size`. */
export function spanOf(start: number, size: number): Span {
  const half = splitOf(size)
  if (half === size) return { level: Math.log2(size), index: start / size }
  return [spanOf(start, half), spanOf(start + half, size - half)]
}

/** PATH(m, D[n]) of RFC 9162 section 2.1.3.1, from the leaf up. */
export function inclusionSpans(leaf: number, size: number, start = 0): Span[] {
  if (size <= 1) return []
  const half = smallerPower(size)
  return leaf < half
    ? [...inclusionSpans(leaf, half, start), spanOf(start + half, size - half)]
    : [...inclusionSpans(leaf - half, size - half, start + half), spanOf(start, half)]
}

/** PROOF(m, D[n]) of RFC 9162 section 2.1.4.1. Nothing for m = 0 and m = n. */
export function consistencySpans(from: number, to: number): Span[] {
  return from === 0 || from === to ? [] : subproof(from, to, 0, true)
}

function subproof(from: number, size: number, start: number, whole: boolean): Span[] {
  if (from === size) return whole ? [] : [spanOf(start, size)]
  const half = smallerPower(size)
  return from <= half
    ? [...subproof(from, half, start, whole), spanOf(start + half, size - half)]
    : [...subproof(from - half, size - half, start + half, false), spanOf(start, half)]
}

/** Addresses of the complete nodes in a tree. */
export function addressesIn(span: Span): NodeAddress[] {
  return isPair(span) ? span.flatMap(addressesIn) : [span]
}

export function hashSpan(span: Span, hashOf: (address: NodeAddress) => string): string {
  return isPair(span) ? hashPair(hashSpan(span[0], hashOf), hashSpan(span[1], hashOf)) : hashOf(span)
}

/** The nodes that become complete when a leaf is added: itself, and the parents it is the last part of. */
export function nodesOfLeaf(
  leaf: number,
  hash: string,
  hashOf: (address: NodeAddress) => string,
): Array<NodeAddress & { hash: string }> {
  const made = [{ level: 0, index: leaf, hash }]
  for (let level = 0, index = leaf; index % 2 === 1; level++, index = (index - 1) / 2) {
    const right = made.at(-1)?.hash as string
    made.push({
      level: level + 1,
      index: (index - 1) / 2,
      hash: hashPair(hashOf({ level, index: index - 1 }), right),
    })
  }
  return made
}

/** The left neighbours `nodesOfLeaf` asks for. */
export function neighboursOfLeaf(leaf: number): NodeAddress[] {
  const found: NodeAddress[] = []
  for (let level = 0, index = leaf; index % 2 === 1; level++, index = (index - 1) / 2)
    found.push({ level, index: index - 1 })
  return found
}

function isPair(span: Span): span is readonly [Span, Span] {
  return Array.isArray(span)
}

/** The largest power of two at or below `size`. */
function splitOf(size: number): number {
  return 2 ** Math.floor(Math.log2(size))
}

/** The largest power of two below `size`. */
function smallerPower(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1)
}
