import * as contract from '@civitas/contract'
import { type Principal, requireWholeCity } from '../../../kernel/access.ts'
import { invalid } from '../../../kernel/problem.ts'
import type { MessagingParts } from '../messaging-parts.ts'
import { arrange, deskLevels, firstLayouts, levelOf } from './rules.ts'
import * as store from './store.ts'

const dayMs = 86_400_000
/** The city’s day begins eight hours before that of UTC. */
const dayOf = (time: Date): string => new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)

/** The first page: arranged by person, role and level; and how much each page is used by each unit (PLT-078). */
export function bindDesk(parts: MessagingParts): void {
  const { kernel, identity } = parts
  const { http, db, clock } = kernel
  http.bind(contract.getDeskSettings, (_, { principal }) => readDesk(parts, principal))
  http.bind(contract.saveDeskSettings, async ({ body }, { principal }) => {
    await store.writeDesk(db, principal.userId, body)
    return readDesk(parts, principal)
  })
  http.bind(contract.listDeskLayouts, async () => {
    const written = await store.listLayouts(db)
    const first = deskLevels
      .filter((level) => !written.some((one) => one.kind === 'level' && one.name === level))
      .map((name) => ({
        ...{ kind: 'level' as const, name, ...firstLayouts[name] },
        ...{ changedBy: null, changedTime: null },
      }))
    return { items: [...first, ...written] }
  })
  http.bind(contract.saveDeskLayout, async ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    const { kind, name } = params
    if (kind === 'level' && !deskLevels.some((one) => one === name))
      throw invalid('/params/name', '层级应为 city、district、town 或 grid')
    await store.writeLayout(db, { kind, name, ...body, by: principal.name, now: clock.now() })
    return { done: true as const }
  })
  http.bind(contract.notePageUse, async ({ body }, { principal }) => {
    const unit = identity.findOrganisation(principal.organisationId)
    const now = clock.now()
    if (unit)
      await store.noteUse(db, {
        ...{ page: body.page, organisationId: unit.id, divisionCode: unit.divisionCode },
        ...{ day: dayOf(now), now },
      })
    return { done: true as const }
  })
  http.bind(contract.listPageUses, async ({ query }, { principal }) => {
    const from = dayOf(new Date(clock.now().getTime() - ((query.days ?? 30) - 1) * dayMs))
    const page = await store.listUses(db, { by: 'page', ...query, from }, principal.scope)
    return {
      total: page.total,
      items: page.items.map((row) => ({
        ...{ page: row.page, organisationId: row.organisation_id, units: row.units, uses: row.uses },
        organisationName: identity.findOrganisation(row.organisation_id)?.name ?? null,
        lastTime: row.last_time.toISOString(),
      })),
    }
  })
}

async function readDesk({ kernel, identity }: MessagingParts, by: Principal): Promise<contract.FirstPage> {
  const level = levelOf(by.scope.divisions, by.scope.everything)
  const [own, layouts, people] = await Promise.all([
    store.readDesk(kernel.db, by.userId),
    store.listLayouts(kernel.db),
    identity.findPeople(kernel.db, { userIds: [by.userId] }),
  ])
  // A further post has its level; the roles of the account are those of the main identity.
  const roles = by.post && by.post.kind !== 'main' ? [] : (people[0]?.roles ?? [])
  const role = layouts.find((one) => one.kind === 'role' && roles.includes(one.name))
  const ofLevel = layouts.find((one) => one.kind === 'level' && one.name === level)
  return { ...arrange({ own, role, level: ofLevel ?? firstLayouts[level] }), level }
}
