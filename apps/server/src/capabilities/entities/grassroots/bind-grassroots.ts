import * as contract from '@civitas/contract'
import type { EntityType } from '@civitas/domain-kit'
import { inScope, isInScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import type { Territory } from '../../territory/index.ts'
import { changeOwnFacts, type EntityForm, getEntity, importEntities } from '../register-entity.ts'
import { storeResident } from './enter-resident.ts'
import { listForms, loadOf, storeForm } from './forms.ts'
import { settleConflict, storeVisit } from './record-visit.ts'
import * as store from './store.ts'

interface Given {
  form: EntityForm
  territory: Territory
  identity: Identity
  types: readonly EntityType[]
}

/** 基层治理: households, visits with what they found, conflicts side by side, and forms asked of villages (GOV-013). */
export function bindGrassroots(kernel: Kernel, given: Given): void {
  bindHouseholds(kernel, given)
  bindVisits(kernel, given)
  bindForms(kernel, given)
}

function bindHouseholds({ http, db, clock, messages }: Kernel, { form, territory }: Given): void {
  const writing = { form, messages }
  const find = async (id: string, principal: Principal) => {
    const found = await store.findHousehold(db, id, principal.scope, clock.now())
    if (!found) throw notFound('住户', id)
    return found
  }
  http.bind(contract.listHouseholds, ({ query }, { principal }) =>
    store.listHouseholdsOf(db, query, principal.scope, clock.now()),
  )
  http.bind(contract.createHousehold, async ({ body }, { principal }) => {
    const { building, room, head, phone, people, tags, position } = body
    const grid = territory.findGridAt(position[0], position[1], clock.now())
    if (!grid) throw invalid('/body/position', '该位置不在任何网格内')
    requireInScope(grid.code, principal.scope)
    const facts = { building, room, head, phone, people, tags: tags?.join('、') }
    const attributes = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
    const reference = `${grid.code}-${newId().slice(-12)}`
    const input = { type: store.householdType, reference, name: `${building}${room}`, attributes }
    await db.transaction((tx) =>
      importEntities(
        tx,
        writing,
        [{ ...input, divisionCode: grid.code, geometry: { type: 'Point', coordinates: position } }],
        clock.now(),
      ),
    )
    const row = await db.first<{ id: string }>(
      sql`SELECT id FROM entities.entity WHERE type = ${store.householdType} AND reference = ${reference}`,
    )
    return find(row?.id ?? '', principal)
  })
  http.bind(contract.changeHousehold, async ({ params, body }, { principal }) => {
    await db.transaction(async (tx) => {
      const found = await store.findHousehold(tx, params.id, principal.scope, clock.now())
      if (!found) throw notFound('住户', params.id)
      if (found.version !== body.version)
        throw conflict('changed-meanwhile', `此住户已被他人修改（当前版本 ${found.version}），请刷新后再改。`)
      await changeOwnFacts(tx, writing, params.id, { ...body.facts }, principal.userId, clock.now())
    })
    return find(params.id, principal)
  })
}

function bindVisits({ http, db, clock, messages }: Kernel, { form, identity }: Given): void {
  const writing = { form, messages }
  const named = async (one: contract.FieldConflict) => ({
    ...one,
    officeBy: one.officeBy ? await identity.findUserName(one.officeBy) : null,
  })
  http.bind(contract.recordVisit, async ({ body }, { principal }) => {
    const { visit, conflicts } = await db.transaction((tx) =>
      storeVisit(tx, writing, body, principal, clock.now()),
    )
    return { visit, conflicts: await Promise.all(conflicts.map(named)) }
  })
  http.bind(contract.enterResident, ({ body }, { principal }) =>
    db.transaction((tx) => storeResident(tx, writing, body, principal, clock.now())),
  )
  http.bind(contract.listVisits, ({ query }, { principal }) => store.listVisitsOf(db, query, principal.scope))
  http.bind(contract.listFieldConflicts, async ({ query }, { principal }) => {
    const where = sql`WHERE ${inScope('e.division_code', principal.scope)}
      ${query.householdId ? sql`AND c.household_id = ${query.householdId}` : empty}
      ${query.open ? sql`AND c.taken IS NULL` : empty}`
    const rows = await store.readConflicts(db, where, query.limit, query.offset)
    return { items: await Promise.all(rows.map(named)), total: await store.countConflicts(db, where) }
  })
  http.bind(contract.resolveFieldConflict, async ({ params, body }, { principal }) =>
    named(
      await db.transaction((tx) => settleConflict(tx, writing, params.id, body.take, principal, clock.now())),
    ),
  )
}

function bindForms({ http, db, clock }: Kernel, { types, territory }: Given): void {
  http.bind(contract.listFieldForms, ({ query }) => listForms(db, query))
  http.bind(contract.registerFieldForm, async ({ body }, { principal }) => {
    const own = principal.organisationName
    if (body.department !== own && !principal.permissions.has('territory.manage'))
      throw invalid('/body/department', `只能以本部门${own ? `“${own}”` : ''}的名义登记报表`)
    body.divisions.forEach((code, index) => {
      if (!territory.findDivision(code)) throw invalid(`/body/divisions/${index}`, `没有区划 ${code}`)
      requireInScope(code, principal.scope)
    })
    const id = await storeForm(db, types, body, principal.name, clock.now())
    return (await listForms(db, { id })).items[0] as contract.FieldForm
  })
  http.bind(contract.prefillFieldForm, async ({ params, query }, { principal }) => {
    const form = (await listForms(db, { id: params.id })).items[0]
    if (!form) throw notFound('报表', params.id)
    const entity = await getEntity(db, query.entityId, principal.scope)
    const held: Record<string, unknown> = { ...entity.attributes, name: entity.name }
    const values = form.fields.map(({ title, source }) => {
      const value = source?.type === entity.type ? held[source.attribute] : undefined
      return {
        title,
        value: typeof value === 'number' ? value : value ? String(value) : null,
        readOnly: source !== null,
      }
    })
    return { values }
  })
  http.bind(contract.getFormLoad, async ({ query }, { principal }) => {
    const { items: forms } = await listForms(db, { limit: 500 })
    const villages = territory
      .listDivisionsOfLevel(4)
      .filter((one) => isInScope(one.code, principal.scope))
      .filter((one) => !query.division || one.code.startsWith(query.division.replace(/(00)+$/, '')))
      .filter((one) => !query.search || one.name.includes(query.search))
    const rows = villages.map(({ code, fullName }) => ({ code, name: fullName, ...loadOf(forms, code) }))
    rows.sort((a, b) => b.fillingsPerYear - a.fillingsPerYear || a.code.localeCompare(b.code))
    const offset = query.offset ?? 0
    return { items: rows.slice(offset, offset + (query.limit ?? 50)), total: rows.length }
  })
}
