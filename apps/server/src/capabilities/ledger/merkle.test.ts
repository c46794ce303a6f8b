import { isConsistent, rootFromPath } from '@civitas/sdk/evidence'
import { describe, expect, it } from 'vitest'
import {
  consistencySpans,
  emptyRoot,
  hashLeaf,
  hashPair,
  hashSpan,
  inclusionSpans,
  type NodeAddress,
  nodesOfLeaf,
  spanOf,
} from './merkle.ts'

const most = 70

/** A log of `most` leaves as the store would hold it. */
function aLog() {
  const nodes = new Map<string, string>()
  const hashOf = ({ level, index }: NodeAddress) => {
    const hash = nodes.get(`${level}/${index}`)
    if (!hash) throw new Error(`no node ${level}/${index}`)
    return hash
  }
  const leaves = Array.from({ length: most }, (_, i) => hashLeaf(`leaf ${i}`))
  leaves.forEach((hash, i) => {
    for (const node of nodesOfLeaf(i, hash, hashOf)) nodes.set(`${node.level}/${node.index}`, node.hash)
  })
  const root = (size: number) => (size === 0 ? emptyRoot : hashSpan(spanOf(0, size), hashOf))
  return { leaves, hashOf, root }
}

/** MTH of RFC 9162 section 2.1.1, straight from its definition. */
function mth(leaves: readonly string[]): string {
  if (leaves.length === 1) return leaves[0] as string
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return hashPair(mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

describe('merkle tree (RFC 9162 section 2.1 with SM3)', () => {
  const log = aLog()

  it('has the roots of the definition', () => {
    for (let size = 1; size <= most; size++) expect(log.root(size)).toBe(mth(log.leaves.slice(0, size)))
  })

  it('hashes nothing as the empty string (GB/T 32905)', () => {
    expect(emptyRoot).toBe('1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b')
  })

  it('proves every leaf of every size, and no other leaf', () => {
    for (let size = 1; size <= most; size++)
      for (let leaf = 0; leaf < size; leaf++) {
        const path = inclusionSpans(leaf, size).map((span) => hashSpan(span, log.hashOf))
        expect(rootFromPath(log.leaves[leaf] as string, leaf, size, path)).toBe(log.root(size))
        expect(rootFromPath(hashLeaf('another'), leaf, size, path)).not.toBe(log.root(size))
        expect(rootFromPath(log.leaves[leaf] as string, leaf, size, [...path, emptyRoot])).toBeNull()
      }
  })

  it('proves that every size continues every smaller one, and not a changed one', () => {
    for (let to = 1; to <= most; to++)
      for (let from = 0; from <= to; from++) {
        const path = consistencySpans(from, to).map((span) => hashSpan(span, log.hashOf))
        const first = { size: from, root: log.root(from) }
        const second = { size: to, root: log.root(to) }
        expect(isConsistent(first, second, { path })).toBe(true)
        if (from > 0) expect(isConsistent({ ...first, root: hashLeaf('x') }, second, { path })).toBe(false)
      }
  })
})
