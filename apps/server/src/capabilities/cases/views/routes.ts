import * as contract from '@civitas/contract'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { CasesParts } from '../publish-case.ts'
import { countViews, deleteView, listViews, saveView } from './store.ts'

const mostViews = 50

export function bindViews({ kernel }: CasesParts): void {
  const { http, db, clock } = kernel
  http.bind(contract.listCaseViews, async (_, { principal }) => ({ items: await listViews(db, principal) }))
  http.bind(contract.saveCaseView, async ({ body }, { principal }) => {
    const name = body.name.trim()
    if (name === '') throw invalid('/body/name', '请填写视图名称')
    if (body.shared && !principal.organisationId)
      throw invalid('/body/shared', '您不属于任何单位，不能共享视图')
    if ((await countViews(db, principal.userId, name)) >= mostViews)
      throw conflict('too-many-views', `每人最多保存 ${mostViews} 个视图，请先删除不用的。`)
    return saveView(db, principal, { ...body, name }, clock.now())
  })
  http.bind(contract.deleteCaseView, async ({ params }, { principal }) => {
    if (!(await deleteView(db, params.id, principal.userId))) throw notFound('视图', params.id)
    return { done: true as const }
  })
}
