import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import { findInForce } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as store from './home-store.ts'

/** Services on the home page. */
const shown = 20

/** The home page: the order for everybody, and before it what is suggested to whoever wants that, each with its reason. */
export function bindHome(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const today = () => dayOf(clock.now())
  http.bind(contract.listDefaultServices, async () => ({
    items: await store.listDefault(db, today(), shown),
  }))
  http.bind(contract.getAppHome, async (_input, { principal }) => {
    const acting = await parts.identity.subjects.ofCaller(db, principal)
    const subjectId = acting?.subject.id ?? null
    const isPersonalised = await store.isPersonalised(db, principal.userId)
    const favourites = await store.listFavourites(db, principal.userId, today())
    const suggested = isPersonalised ? await suggest(parts, principal.userId, subjectId, favourites) : []
    const first = new Set(suggested.map((one) => one.itemId))
    const others = (await store.listDefault(db, today(), shown)).filter((one) => !first.has(one.itemId))
    const kept = new Set(favourites.map((one) => one.itemId))
    const services = [...suggested, ...others.map((one) => ({ ...one, why: null }))].slice(0, shown)
    const counts = subjectId
      ? await store.readCards(db, subjectId, today())
      : { applications: 0, toPay: 0, licences: 0, ending: 0 }
    return {
      isPersonalised,
      cards: [
        { kind: 'applications' as const, count: counts.applications },
        { kind: 'to-pay' as const, count: counts.toPay },
        { kind: 'licences' as const, count: counts.licences },
        { kind: 'licences-ending' as const, count: counts.ending },
      ],
      services: services.map(({ itemId, title, why }) => ({
        ...{ itemId, title, why, isFavourite: kept.has(itemId) },
      })),
    }
  })
  http.bind(contract.setPersonalisation, async ({ body }, { principal }) => {
    await store.setPersonalised(db, principal.userId, body.on, clock.now())
    return { done: true as const }
  })
  http.bind(contract.listMySuggestionInputs, async ({ query }, { principal }) => {
    const { items, total } = await store.listInputs(db, principal.userId, query)
    return { items: items.map((one) => ({ ...one, time: one.time.toISOString() })), total }
  })
  http.bind(contract.setFavourite, async ({ params, body }, { principal }) => {
    if (!(await findInForce(db, params.id, today()))) throw notFound('事项', params.id)
    await store.setFavourite(db, { userId: principal.userId, itemId: params.id, on: body.on }, clock.now())
    return { done: true as const }
  })
}

/** Suggestions from facts of the person, the most pressing first; which facts were used is written down. */
async function suggest(
  { kernel }: ServicesParts,
  userId: string,
  subjectId: string | null,
  favourites: readonly store.Suggested[],
) {
  const now = kernel.clock.now()
  const day = dayOf(now)
  const [ending, like] = subjectId
    ? await Promise.all([
        store.listForEnding(kernel.db, subjectId, day),
        store.listLikeApplications(kernel.db, subjectId, day),
      ])
    : [[], []]
  const found = [
    ...ending.map((one) => ({ ...one, fact: 'licences' as const, why: `您的证照 ${one.of} 即将到期` })),
    ...favourites.map((one) => ({ ...one, fact: 'favourites' as const, why: '您收藏的事项' })),
    ...like.map((one) => ({ ...one, fact: 'applications' as const, why: `与您办理的“${one.of}”相关` })),
  ]
  const once = found.filter((one, i) => found.findIndex((other) => other.itemId === one.itemId) === i)
  await store.insertInputs(
    kernel.db,
    userId,
    once.map(({ fact, itemId, why }) => ({ fact, itemId, why })),
    now,
  )
  return once
}
