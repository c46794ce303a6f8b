import { type GridChange, type GridVersion, gridsChanged } from '@civitas/contract'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { invalid, notFound, Problem } from '../../../kernel/problem.ts'
import type { DivisionIndex } from '../division-index.ts'
import { insertDivisions } from '../store.ts'
import { areaOf, checkLayout, isOfDay, type LayoutFindings, nextGridCodes, uniteGrids } from './rules.ts'
import { carryStaffOver, endVersions, insertVersions, lockCommunity, readCommunityGrids } from './store.ts'

interface Prepared {
  findings: LayoutFindings
  ended: GridVersion[]
  begun: GridVersion[]
}

const causes = { create: 'created', split: 'split', merge: 'merged', redraw: 'redrawn' } as const

/** Works out what a change would make, and what is wrong with it. */
export async function prepareChange(
  db: Queryable,
  divisions: DivisionIndex,
  change: GridChange,
  principal: Principal,
): Promise<Prepared> {
  const community = divisions.find(change.communityCode)
  if (community?.level !== 4) throw invalid('/body/communityCode', `没有社区 ${change.communityCode}`)
  requireInScope(community.code, principal.scope)
  const all = await readCommunityGrids(db, community.code)
  const today = all.filter((one) => isOfDay(one, change.effectiveDate))
  const ended = change.from.map((code) => {
    const found = today.find((one) => one.code === code)
    if (!found) throw invalid('/body/from', `${change.effectiveDate} 没有网格 ${code}`)
    if (found.fromDate >= change.effectiveDate)
      throw invalid('/body/effectiveDate', `网格 ${code} 的现行版本自 ${found.fromDate} 起，生效日应在其后`)
    if (found.toDate !== null)
      throw invalid('/body/from', `网格 ${code} 已定于 ${found.toDate} 变更，不能再次变更`)
    return found
  })
  const later = all.find((one) => one.fromDate > change.effectiveDate)
  if (later)
    throw invalid('/body/effectiveDate', `该社区已有自 ${later.fromDate} 起的网格变更，生效日应不早于该日`)
  checkKind(change)
  const begun = beginVersions(change, all, ended)
  const kept = today.filter((one) => !ended.includes(one))
  const drawn = begun.map(({ code, geometry }) => ({ code, geometry }))
  return { findings: checkLayout({ community: community.geometry, kept, ended, drawn }), ended, begun }
}

function checkKind({ kind, from, to }: GridChange): void {
  const fits = {
    create: from.length === 0,
    split: from.length === 1 && to.length >= 2,
    merge: from.length >= 2 && to.length === 1,
    redraw:
      from.length > 0 && from.length === to.length && to.every((one) => one.code && from.includes(one.code)),
  }
  const said = {
    create: '新划网格不能结束原有网格',
    split: '拆分应由一个网格变为两个以上网格',
    merge: '合并应由两个以上网格变为一个网格',
    redraw: '重划应逐一给出原网格的代码和新边界',
  }
  if (!fits[kind]) throw invalid('/body/from', said[kind])
}

function beginVersions(
  change: GridChange,
  all: readonly GridVersion[],
  ended: readonly GridVersion[],
): GridVersion[] {
  const codes = nextGridCodes(
    change.communityCode,
    all.map((one) => one.code),
    change.to.length,
  )
  return change.to.map((one, index) => {
    const geometry =
      one.geometry ?? (change.kind === 'merge' ? uniteGrids(ended.map((each) => each.geometry)) : undefined)
    if (!geometry) throw invalid(`/body/to/${index}/geometry`, '请给出网格边界')
    const code = change.kind === 'redraw' ? (one.code as string) : (codes[index] as string)
    const former = all.filter((each) => each.code === code)
    return {
      ...{ id: newId(), code, name: one.name, communityCode: change.communityCode, geometry },
      ...{ version: former.length + 1, cause: causes[change.kind], reason: change.reason },
      ...{ fromDate: change.effectiveDate, toDate: null, areaM2: 0 },
      predecessors: change.kind === 'redraw' ? [code] : [...change.from],
    }
  })
}

/** Refuses what is wrong and returns each fault with its polygon and m² as `findings` of the problem. */
function refuseFaults({ faults }: LayoutFindings): void {
  if (faults.length === 0) return
  const code = faults[0]?.kind === 'overlap' ? 'grids-overlap' : `grids-${faults[0]?.kind}`
  const errors = faults.map((one) => ({ path: '/body/to', message: one.message }))
  throw new Problem('invalid', code, faults.map((one) => one.message).join('；'), errors, faults)
}

/** Changes the grids of a community from a day on; every version before stays, with the people who served it. */
export async function changeGridsOf(
  kernel: Kernel,
  tx: Transaction,
  divisions: DivisionIndex,
  change: GridChange,
  principal: Principal,
): Promise<{ items: GridVersion[]; gapM2: number }> {
  if (!divisions.find(change.communityCode)) throw notFound('社区', change.communityCode)
  await lockCommunity(tx, change.communityCode)
  const { findings, ended, begun } = await prepareChange(tx, divisions, change, principal)
  refuseFaults(findings)
  const items = begun.map((one) => ({ ...one, areaM2: areaOf(one.geometry) }))
  await endVersions(
    tx,
    ended.map((one) => one.id),
    change.effectiveDate,
  )
  await insertVersions(tx, items, principal.userId, kernel.clock.now())
  await insertDivisions(
    tx,
    items.map((one) => toDivisionRow(divisions, one)),
  )
  if (change.kind !== 'redraw')
    await carryStaffOver(
      tx,
      change.from,
      items.map((one) => one.code),
      change.effectiveDate,
    )
  await kernel.messages.publish(tx, gridsChanged, {
    communityCode: change.communityCode,
    effectiveDate: change.effectiveDate,
    codes: [...new Set([...change.from, ...items.map((one) => one.code)])],
  })
  return { items, gapM2: findings.gapM2 }
}

function toDivisionRow(divisions: DivisionIndex, grid: GridVersion) {
  const community = divisions.find(grid.communityCode)
  const points = outline(grid.geometry)
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + (point[at] ?? 0), 0) / points.length
  return {
    ...{ code: grid.code, level: 5, name: grid.name, fullName: `${community?.fullName ?? ''}${grid.name}` },
    ...{
      kind: 'grid',
      parentCode: grid.communityCode,
      population: divisions.find(grid.code)?.population ?? 0,
    },
    ...{
      areaKm2: grid.areaM2 / 1e6,
      centre: [mean(0), mean(1)] as [number, number],
      geometry: grid.geometry,
    },
  }
}

function outline(geometry: GeoJSON.Geometry): number[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates[0]?.slice(1) ?? []
  if (geometry.type === 'MultiPolygon') return geometry.coordinates[0]?.[0]?.slice(1) ?? []
  return []
}
