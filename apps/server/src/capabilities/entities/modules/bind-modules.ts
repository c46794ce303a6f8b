import * as contract from '@civitas/contract'
import { type DomainRegistry, type EntityType, readAnnotations } from '@civitas/domain-kit'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Territory } from '../../territory/index.ts'
import { hiddenTypes } from '../in-sight.ts'
import type { EntityForm } from '../register-entity.ts'
import { countByType } from '../store.ts'
import * as store from './store.ts'
import { bindTransfer } from './transfer.ts'

interface Given {
  form: EntityForm
  domains: DomainRegistry
  territory: Territory
}

const dayMs = 86_400_000

/** 业务模块: registers kept and counted together, declared by domains or put together by the city (GOV-014). */
export function bindModules(kernel: Kernel, given: Given): void {
  const { http, db, clock } = kernel
  http.bind(contract.listModules, async (_input, { principal }) => ({
    items: await listAll(kernel, given, principal),
  }))
  http.bind(contract.getModuleStatistics, async ({ params, query }, { principal }) => {
    const found = (await listAll(kernel, given, principal)).find((one) => one.id === params.id)
    if (!found) throw notFound('模块', params.id)
    const division = query.division ?? principal.scope.divisions[0] ?? given.territory.cityCode()
    if (query.division) {
      if (!given.territory.findDivision(query.division))
        throw invalid('/query/division', `没有区划 ${query.division}`)
      requireInScope(query.division, principal.scope)
    }
    const seen = found.registers.filter((one) => one.count !== null)
    const registers = []
    for (const { type } of seen) registers.push(await statisticsOf(kernel, given, type, division, principal))
    return { division, registers }
  })
  http.bind(contract.saveModule, async ({ body }, { principal }) => {
    body.registers.forEach((type, index) => {
      if (!given.domains.findEntityType(type))
        throw invalid(`/body/registers/${index}`, `没有“${type}”这种登记簿`)
    })
    const module = { ...body, description: body.description ?? '', registers: [...new Set(body.registers)] }
    const id = await store.insertModule(db, module, principal.userId, clock.now())
    if (!id) throw conflict('module-exists', `已有名为“${body.title}”的模块。`)
    const all = await listAll(kernel, given, principal)
    return all.find((one) => one.id === id) as contract.RegisterModule
  })
  http.bind(contract.removeModule, async ({ params }) => {
    if (!(await store.deleteModule(db, params.id))) throw notFound('自选模块', params.id)
    return { done: true as const }
  })
  bindTransfer(kernel, given)
}

async function listAll(
  { db }: Kernel,
  { domains }: Given,
  { scope }: Principal,
): Promise<contract.RegisterModule[]> {
  const [counts, own] = [await countByType(db, scope), await store.listOwnModules(db)]
  const hidden = new Set(hiddenTypes(scope))
  const registersOf = (types: readonly string[]) =>
    types.flatMap((id) => {
      const type = domains.findEntityType(id)
      return type
        ? [{ type: id, title: type.title, count: hidden.has(id) ? null : (counts.get(id) ?? 0) }]
        : []
    })
  const declared = domains.list('modules').map((one) => ({
    ...{ id: one.id, title: one.title, description: one.description, own: false },
    registers: registersOf(one.registers),
    eventTypes: (one.eventTypes ?? []).map((id) => ({ id, title: domains.get('eventTypes', id).title })),
  }))
  const both = (text: string) => ({ zh: text, en: text })
  return [
    ...declared,
    ...own.map((one) => ({
      ...{ id: one.id, title: both(one.title), description: both(one.description), own: true },
      ...{ registers: registersOf(one.registers), eventTypes: [] },
    })),
  ]
}

async function statisticsOf(
  { db, clock }: Kernel,
  { form, territory }: Given,
  id: string,
  division: string | null,
  { scope }: Principal,
): Promise<contract.RegisterStatistics> {
  const type = form.type(id)
  const children = territory.listChildren(division)
  const digits = children[0]?.code.length ?? 15
  const since = new Date(clock.now().getTime() - 30 * dayMs)
  const counts = await store.countByPlace(db, id, { division, digits, since }, scope)
  const byCode = new Map(counts.map((one) => [one.code, one.count]))
  const sum = (pick: (one: store.PlaceCount) => number) => counts.reduce((all, one) => all + pick(one), 0)
  const named = children.flatMap(({ code, name }) => {
    const count = byCode.get(code) ?? 0
    byCode.delete(code)
    return count > 0 ? [{ code, name, count }] : []
  })
  const rest = [...byCode.values()].reduce((all, one) => all + one, 0)
  return {
    ...{ type: id, title: type.title, total: sum((one) => one.count), changed: sum((one) => one.changed) },
    places: rest > 0 ? [...named, { code: null, name: null, count: rest }] : named,
    fields: await choicesOf(db, type, division, scope),
  }
}

async function choicesOf(
  db: Kernel['db'],
  type: EntityType,
  division: string | null,
  scope: Principal['scope'],
): Promise<contract.RegisterStatistics['fields']> {
  const choices = Object.entries(type.schema.properties).flatMap(([attribute, field]) => {
    const { label, choices: values } = readAnnotations(field)
    return label && values ? [{ attribute, label, values }] : []
  })
  const attributes = choices.map((one) => one.attribute)
  const counts = await store.countByChoice(db, type.id, attributes, division, scope)
  return choices.map(({ attribute, label, values }) => ({
    ...{ attribute, title: label },
    values: counts
      .filter((one) => one.attribute === attribute)
      .map(({ value, count }) => ({
        ...{ value, count },
        title: values.find((one) => one.value === value)?.title ?? null,
      })),
  }))
}
