import * as contract from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import {
  chooseTenth,
  findRelease,
  insertRelease,
  listReleases,
  moveRelease,
  type ReleaseRow,
} from './release-store.ts'

type Step = 'advance' | 'pause' | 'resume' | 'roll-back'

const ringText = { test: '测试环', tenth: '10%', all: '全部' } as const

/** Versions of terminal applications, ring by ring. A version goes to terminals of the whole city. */
export function bindReleases(kernel: Kernel): void {
  const { http, db, clock } = kernel
  http.bind(contract.createTerminalRelease, async ({ body }, { principal }) => {
    requireWholeCity(principal.scope)
    const id = newId()
    const row = { ...body, id, createdBy: principal.name, now: clock.now() }
    if (!(await insertRelease(db, row)))
      throw conflict('release-exists', `${body.app} ${body.version} 已发布。`)
    return toRelease((await findRelease(db, id)) as ReleaseRow)
  })
  http.bind(contract.listTerminalReleases, async ({ query }) => {
    const page = await listReleases(db, query)
    return { items: page.items.map(toRelease), total: page.total }
  })
  http.bind(contract.steerTerminalRelease, async ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    const seen = await findRelease(db, params.id)
    if (!seen) throw notFound('终端版本', params.id)
    const to = { ...nextOf(seen, body.step), reason: body.reason }
    await db.transaction(async (tx) => {
      if (!(await moveRelease(tx, seen, to)))
        throw conflict('release-moved', '该版本刚被他人变更，请刷新后再试。')
      if (seen.ring === 'test' && to.ring === 'tenth') await chooseTenth(tx, seen.id)
    })
    return toRelease((await findRelease(db, seen.id)) as ReleaseRow)
  })
}

function requireWholeCity(scope: { everything: boolean; divisions: readonly string[] }): void {
  if (!scope.everything && !scope.divisions.some((code) => code.length === 6 && code.endsWith('00')))
    throw forbidden('终端版本面向全市，须由市级管理员推送。', 'outside-scope')
}

function nextOf({ ring, state }: ReleaseRow, step: Step): Pick<ReleaseRow, 'ring' | 'state'> {
  if (state === 'rolled-back') throw conflict('rolled-back', '该版本已回退。')
  switch (step) {
    case 'pause':
      if (state === 'paused') throw conflict('already-paused', '该版本已暂停。')
      return { ring, state: 'paused' }
    case 'resume':
      if (state === 'rolling') throw conflict('not-paused', '该版本未暂停。')
      return { ring, state: 'rolling' }
    case 'roll-back':
      return { ring, state: 'rolled-back' }
    case 'advance':
      if (state === 'paused') throw conflict('paused', '该版本已暂停，请先继续。')
      if (ring === 'all') throw conflict('everywhere', '该版本已推送到全部终端。')
      return { ring: ring === 'test' ? 'tenth' : 'all', state }
  }
}

function toRelease(row: ReleaseRow): contract.TerminalRelease {
  return { ...row, ringText: ringText[row.ring], createdTime: row.createdTime.toISOString() }
}
