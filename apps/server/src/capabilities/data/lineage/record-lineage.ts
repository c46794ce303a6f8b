import type { LineageKind } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import type { DataParts } from '../data-parts.ts'
import * as store from './store.ts'

export interface LineageEnd {
  readonly kind: LineageKind
  /** Id of a dataset, code of an indicator, name of a file. */
  readonly id: string
  /** Column; the whole when absent. */
  readonly field?: string
  /** What it is called, unless it is a dataset or an indicator of the registry. */
  readonly name?: string
}

export interface LineageInput {
  /** What makes one from the other, stable over its versions: a pipeline, an interface. */
  readonly via: string
  readonly viaName: string
  readonly ruleVersion?: string | null
  readonly edges: ReadonlyArray<{ from: LineageEnd; to: LineageEnd }>
}

export interface RunInput {
  readonly runId: string
  readonly viaName: string
  readonly ruleVersion?: string | null
  /** State: version of a dataset, period of an indicator; empty where there are none. */
  readonly outputs: ReadonlyArray<LineageEnd & { state: string }>
  readonly inputs: ReadonlyArray<LineageEnd & { state: string }>
}

const toEnd = (end: LineageEnd): store.EdgeEnd => ({ kind: end.kind, id: end.id, field: end.field ?? '' })
const keyOf = (from: store.EdgeEnd, to: store.EdgeEnd) => JSON.stringify([from, to])

/** Takes the edges of a pipeline as they are now: those that are gone end today, and the graph of yesterday stays. */
export async function recordLineage(parts: DataParts, tx: Transaction, input: LineageInput): Promise<void> {
  const now = parts.kernel.clock.now()
  const wanted = new Map(
    input.edges.map(({ from, to }) => [keyOf(toEnd(from), toEnd(to)), { from: toEnd(from), to: toEnd(to) }]),
  )
  const ended: string[] = []
  for (const edge of await store.currentEdgesOf(tx, input.via)) {
    const key = keyOf(
      { kind: edge.from_kind, id: edge.from_id, field: edge.from_field },
      { kind: edge.to_kind, id: edge.to_id, field: edge.to_field },
    )
    if (wanted.has(key) && edge.rule_version === (input.ruleVersion ?? null)) wanted.delete(key)
    else ended.push(edge.id)
  }
  await store.endEdges(tx, ended, now)
  for (const { from, to } of wanted.values())
    await store.insertEdge(
      tx,
      {
        from,
        to,
        via: input.via,
        viaName: input.viaName,
        ruleVersion: input.ruleVersion ?? null,
        manual: null,
      },
      now,
    )
  for (const { from, to } of input.edges) await nameEnds(tx, [from, to])
}

/** Keeps which states of which things a run read and made. */
export async function recordRun(parts: DataParts, tx: Transaction, run: RunInput): Promise<void> {
  const time = parts.kernel.clock.now()
  for (const to of run.outputs)
    for (const from of run.inputs)
      await store.insertUse(tx, {
        ...{ run_id: run.runId, time, via_name: run.viaName, rule_version: run.ruleVersion ?? null },
        ...{ to_kind: to.kind, to_id: to.id, to_state: to.state },
        ...{ from_kind: from.kind, from_id: from.id, from_state: from.state },
      })
  await nameEnds(tx, [...run.inputs, ...run.outputs])
}

export async function nameEnds(tx: Transaction, ends: readonly LineageEnd[]): Promise<void> {
  for (const { kind, id, name } of ends) if (name) await store.putNode(tx, { kind, id, name })
}
