import * as contract from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { notFound } from '../../../kernel/problem.ts'
import { type Actor, actorOf, type CasesParts, note } from '../publish-case.ts'
import { channelOf } from '../rules.ts'
import { type CaseRow, caseColumns, toCase } from '../store.ts'
import {
  type Comparable,
  compareCases,
  type LinkSpan,
  leastScore,
  linkLimits,
  linkMethod,
  scoreOf,
} from './rules.ts'

type Bare = CaseRow & Omit<Comparable, 'parties'>
type Row = CaseRow & Comparable

/** Candidates looked at; the nearest in time come first. */
const mostCandidates = 1000
const mostShown = 50

/** 案件关联分析 (PLT-095): cases that may belong to one, each with its reasons; who asked, and on what basis, stays in the timeline. */
export function bindLinks(parts: CasesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.analyseLinks, ({ params, body }, { principal, raw }) =>
    db.transaction(async (tx) => {
      const one = await findRow(tx, params.id, principal.scope)
      if (!one) throw notFound('案件', params.id)
      const answer = await analyse(parts, tx, one, body, principal.scope)
      record(parts, tx, actorOf(principal, channelOf(raw.headers.referer)), one, {
        ...body,
        found: answer.items,
      })
      return answer
    }),
  )

  function record(
    of: CasesParts,
    tx: Parameters<typeof note>[1],
    by: Actor,
    one: Bare,
    asked: { basis: string; days: number; withinM: number; found: readonly contract.CaseLink[] },
  ): void {
    const ids = asked.found.map((each) => each.case.id)
    note(of, tx, one.id, by, {
      act: 'links-analysed',
      text: `依据：${asked.basis}；前后 ${asked.days} 天、${asked.withinM} 米之内，列出 ${ids.length} 件`,
      detail: { basis: asked.basis, days: asked.days, withinM: asked.withinM, caseIds: ids },
    })
  }
}

async function analyse(parts: CasesParts, db: Queryable, one: Bare, span: LinkSpan, scope: Scope) {
  const [own] = await withParties(parts, db, [one])
  const shared = await parts.events.parties.findOfParties(db, own?.parties ?? [], mostCandidates)
  const rows = await listCandidates(db, one, { ...span, shared }, scope)
  const compared = await withParties(parts, db, rows.slice(0, mostCandidates))
  const found = compared.map((row) => {
    const reasons = compareCases(own ?? { ...one, parties: [] }, row, span)
    return { row, reasons, score: scoreOf(reasons) }
  })
  const items = found
    .filter(({ score }) => score >= leastScore)
    .sort((a, b) => b.score - a.score || a.row.id.localeCompare(b.row.id))
    .slice(0, mostShown)
    .map(({ row, reasons, score }) => ({ case: toCase(parts, row), score, reasons }))
  return {
    ...{ items, looked: Math.min(rows.length, mostCandidates), more: rows.length > mostCandidates },
    ...{ method: linkMethod, limits: linkLimits, time: parts.kernel.clock.now().toISOString() },
  }
}

async function withParties({ events }: CasesParts, db: Queryable, rows: readonly Bare[]): Promise<Row[]> {
  const known = await events.parties.readParties(
    db,
    rows.flatMap((row) => row.event_id ?? []),
  )
  return rows.map((row) => ({ ...row, parties: (row.event_id && known.get(row.event_id)) || [] }))
}

function findRow(db: Queryable, id: string, scope: Scope): Promise<Bare | undefined> {
  return db.first<Bare>(sql`SELECT ${caseColumns}, c.grams FROM cases.city_case c
    WHERE c.id = ${id} AND ${inScope('c.division_code', scope)}`)
}

interface Search extends LinkSpan {
  /** Events that share a party. */
  shared: readonly string[]
}

function listCandidates(
  db: Queryable,
  one: Bare,
  { days, withinM, shared }: Search,
  scope: Scope,
): Promise<Bare[]> {
  const span = days * 86_400_000
  const [from, to] = [new Date(one.opened_time.getTime() - span), new Date(one.opened_time.getTime() + span)]
  const [lon, lat] = [one.lon ?? 999, one.lat ?? 999]
  const dLat = withinM / 110_000
  const dLon = dLat / Math.max(0.1, Math.cos((lat * Math.PI) / 180))
  return db.query<Bare>(sql`SELECT ${caseColumns}, c.grams FROM cases.city_case c
    WHERE c.id <> ${one.id} AND c.opened_time BETWEEN ${from} AND ${to} AND ${inScope('c.division_code', scope)}
      AND (c.lon BETWEEN ${lon - dLon} AND ${lon + dLon} AND c.lat BETWEEN ${lat - dLat} AND ${lat + dLat}
        OR c.event_id = ${one.event_id} OR c.event_id = ANY(${shared as string[]}::uuid[]) OR c.entity_id = ${one.entity_id} OR c.part_code = ${one.part_code}
        OR c.parent_id = ANY(${family(one)}::uuid[]) OR c.merged_into = ANY(${family(one)}::uuid[])
        OR c.id = ANY(${family(one)}::uuid[])
        OR (c.class_code = ${one.class_code} AND c.division_code = ${one.division_code}))
    ORDER BY abs(extract(epoch FROM c.opened_time - ${one.opened_time}::timestamptz)), c.id LIMIT ${mostCandidates + 1}`)
}

function family({ id, parent_id, merged_into }: Bare): string[] {
  return [id, parent_id, merged_into].filter((one) => one !== null)
}
