import type { EstateUnit } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { inScope, isInScope, type Principal } from '../../../kernel/access.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireSeen } from '../applications/access.ts'
import { officeOf } from '../items/sync-items.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { bindPermits } from './permits.ts'
import { bannedWords, inForce, likeness, limitText } from './rules.ts'
import { bindSigning } from './sign-transfer.ts'
import * as store from './store.ts'

/** 不动产登记簿 (SOC-010), the facts on firms and the permits they need (SOC-009). */
export function bindRegistry(parts: ServicesParts): void {
  bindBook(parts)
  bindFirmFacts(parts)
  bindPermits(parts)
  bindSigning(parts)
}

function toUnit(row: store.UnitRow, entries: readonly store.EntryRow[]): EstateUnit {
  const own = entries.filter((one) => one.unit === row.code)
  return {
    ...{ code: row.code, address: row.address, areaM2: row.area_m2, usage: row.usage },
    ownerName: row.owner_name,
    limits: [...inForce(own, 'seizure'), ...inForce(own, 'mortgage')].map(limitText),
  }
}

/** The office the item of registration names keeps the book. */
function requireRegistrar(parts: ServicesParts, principal: Principal): void {
  const office = officeOf(parts, 'estate-transfer')
  if (!office?.id || office.id !== principal.organisationId)
    throw forbidden(`登记簿由${office?.name ?? '不动产登记机构'}记载。`, 'not-registrar')
}

function bindBook(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const seen = async (code: string, principal: Principal) => {
    const unit = await store.findUnit(db, code)
    if (!unit || !isInScope(unit.division_code, principal.scope)) throw notFound('不动产单元', code)
    return unit
  }
  http.bind(contract.listEstateUnits, async ({ query }, { principal }) => {
    const { items, total } = await store.listUnits(db, inScope('u.division_code', principal.scope), query)
    const entries = await store.listEntries(
      db,
      items.map((one) => one.code),
    )
    return { items: items.map((one) => toUnit(one, entries)), total }
  })
  http.bind(contract.getEstateUnit, async ({ params }, { principal }) => {
    const unit = await seen(params.code, principal)
    const entries = await store.listEntries(db, [unit.code])
    return {
      ...toUnit(unit, entries),
      entries: entries.map(({ unit: _unit, by_name, time, ...one }) => ({
        ...{ ...one, byName: by_name, time: time.toISOString() },
      })),
    }
  })
  http.bind(contract.registerEstateUnit, async ({ body }, { principal }) => {
    requireRegistrar(parts, principal)
    const now = clock.now()
    await db.transaction(async (tx) => {
      const owner = await parts.identity.subjects.ensure(tx, body.owner)
      const { code, address, areaM2, usage } = body
      const isNew = await store.insertUnit(
        tx,
        {
          ...{ code, address, area_m2: areaM2, usage, owner_id: owner.id, owner_name: owner.name },
          division_code: parts.territory.cityCode() ?? '',
        },
        now,
      )
      if (!isNew) throw conflict('known-unit', '该不动产单元已经登记。')
      await store.appendEntry(tx, {
        ...{ unit: code, kind: 'first', day: dayOf(now), holder: owner.name, document: body.document },
        ...{ releases: null, applicationId: null, by_name: principal.name, time: now },
      })
    })
    return toUnit((await store.findUnit(db, body.code)) as store.UnitRow, [])
  })
  http.bind(contract.addEstateEntry, async ({ params, body }, { principal }) => {
    requireRegistrar(parts, principal)
    await seen(params.code, principal)
    if (!contract.isDay(body.day)) throw invalid('/body/day', '不是有效日期')
    await db.transaction(async (tx) => {
      await store.findUnit(tx, params.code, { lock: true })
      const entries = await store.listEntries(tx, [params.code])
      const open = [...inForce(entries, 'seizure'), ...inForce(entries, 'mortgage')]
      if (body.kind === 'release' && !open.some((one) => one.sequence === body.releases))
        throw invalid('/body/releases', '请填写要解除的查封或抵押的登记顺序号')
      await store.appendEntry(tx, {
        ...{ unit: params.code, kind: body.kind, day: body.day, holder: body.holder },
        ...{ document: body.document, releases: body.kind === 'release' ? (body.releases ?? null) : null },
        ...{ applicationId: null, by_name: principal.name, time: clock.now() },
      })
    })
    return toUnit(await seen(params.code, principal), await store.listEntries(db, [params.code]))
  })
}

const many = 5
const yearMs = 365 * 86_400_000

function bindFirmFacts(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.getFirmFacts, async ({ params }, { principal }) => {
    const row = await requireSeen(parts, principal, params.id)
    const name = String(row.form.firmName ?? '')
    const address = String(row.form.address ?? '')
    const pairs = [...name].slice(0, -1).map((letter, at) => letter + ([...name][at + 1] ?? ''))
    const [cancelled, alike, names] = await Promise.all([
      store.listCancelledOf(db, row.subject_id),
      store.countAlike(db, {
        ...{ itemId: row.item_id, address, agentId: row.by_id, without: row.id },
        since: new Date(clock.now().getTime() - yearMs),
      }),
      name ? store.listNamesLike(db, pairs) : [],
    ])
    const similarNames = names
      .map((one) => ({ name: one, score: Math.round(likeness(name, one) * 100) / 100 }))
      .filter((one) => one.score >= 0.6)
      .sort((a, b) => b.score - a.score)
      .slice(0, 10)
    const banned = bannedWords(name)
    return {
      cancelled: cancelled.map(({ ended_time, ...one }) => ({ ...one, endedTime: ended_time.toISOString() })),
      ...{ sameAddress: alike.address, sameAgent: alike.agent, bannedWords: banned, similarNames },
      warnings: [
        ...(banned.length > 0 ? [`名称含有不得使用的字词：${banned.join('、')}`] : []),
        ...(similarNames.some((one) => one.score === 1) ? ['已有同名或仅组织形式不同的企业'] : []),
        ...(alike.address >= many ? [`该住所一年内已申请登记 ${alike.address} 户`] : []),
        ...(alike.agent >= many ? [`该经办人一年内已申请登记 ${alike.agent} 户`] : []),
      ],
    }
  })
}
