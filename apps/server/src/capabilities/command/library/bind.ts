import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import type { CommandParts } from '../parts.ts'
import * as cards from './cards.ts'
import { toCases, writeCase } from './keep-library.ts'
import * as store from './store.ts'

/** 案例库与基层预案卡 (GOV-031). */
export function bindLibrary(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listLibraryCases, async ({ query }, { principal }) => {
    const page = await store.listCases(db, query, principal.scope)
    return { items: await toCases(parts, db, page.items), total: page.total }
  })
  http.bind(contract.getLibraryCase, async ({ params }, { principal }) => {
    const row = await store.findCase(db, params.id, principal.scope)
    if (!row) throw notFound('案例', params.id)
    return (await toCases(parts, db, [row]))[0] as contract.LibraryCase
  })
  http.bind(contract.addLibraryCase, ({ body }, { principal }) =>
    db.transaction((tx) => writeCase(parts, tx, body, principal)),
  )
  http.bind(contract.listCardTemplates, () => cards.listTemplates(parts))
  http.bind(contract.listPlanCards, async ({ query }, { principal }) => {
    const page = await store.listCards(db, query, principal.scope)
    return { items: await cards.toCards(parts, db, page.items), total: page.total }
  })
  http.bind(contract.getPlanCard, async ({ params }, { principal }) => {
    const row = await store.findCard(db, params.id, principal.scope)
    if (!row) throw notFound('基层预案卡', params.id)
    return cards.toCard(parts, db, row)
  })
  http.bind(contract.addPlanCard, ({ body }, { principal }) =>
    db.transaction((tx) => cards.addCard(parts, tx, body, principal)),
  )
  http.bind(contract.savePlanCard, ({ params, body }, { principal }) =>
    db.transaction((tx) => cards.saveCard(parts, tx, params.id, body, principal)),
  )
}
