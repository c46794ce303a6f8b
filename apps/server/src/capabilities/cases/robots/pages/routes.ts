import * as contract from '@civitas/contract'
import { invalid } from '../../../../kernel/problem.ts'
import type { CasesParts } from '../../publish-case.ts'
import { isNeverAllowed } from './gate.ts'
import { originOf } from './rules.ts'
import * as store from './store.ts'

export function bindPages({ kernel: { http, db, clock } }: CasesParts): void {
  http.bind(contract.listRobotSites, async () => ({ items: await store.listSites(db) }))
  http.bind(contract.addRobotSite, async ({ body }, { principal }) => {
    const origin = originOf(body.origin, '/body/origin')
    if (isNeverAllowed(new URL(origin).hostname)) throw invalid('/body/origin', '此地址不能准许机器人访问')
    return store.insertSite(db, { origin, title: body.title, by: principal }, clock.now())
  })
  http.bind(contract.removeRobotSite, async ({ params }) => {
    await store.deleteSite(db, params.id)
    return { removed: true }
  })
  http.bind(contract.getRobotRun, ({ params }, { principal }) => store.getRun(db, params.id, principal.scope))
  http.bind(contract.getRobotPicture, async ({ params }, { principal, reply }) => {
    const picture = await store.getPicture(db, params, principal.scope)
    reply.type('image/jpeg').header('cache-control', 'private, max-age=86400')
    return picture
  })
}
