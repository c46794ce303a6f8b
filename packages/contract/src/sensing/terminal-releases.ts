import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, Sentence } from './shapes.ts'

/** A version of an application on its way to the terminals: test ring, then 10 %, then all. */
const TerminalRelease = Type.Object({
  id: Id,
  app: Type.String(),
  version: Type.String(),
  url: Type.String(),
  digest: Type.String({ description: 'SM3 of the package, hex.' }),
  ring: oneOf('test', 'tenth', 'all'),
  ringText: oneOf('测试环', '10%', '全部'),
  state: oneOf('rolling', 'paused', 'rolled-back'),
  targeted: Type.Integer({ description: 'Terminals in use that are to run it.' }),
  installed: Type.Integer({ description: 'Terminals that say they run it.' }),
  reason: Type.String(),
  createdBy: Type.String(),
  createdTime: Time,
})
export type TerminalRelease = Static<typeof TerminalRelease>

const permission = 'sensing.terminals' as const

export const createTerminalRelease = defineOperation({
  id: 'sensing.createTerminalRelease',
  method: 'POST',
  path: '/api/sensing/terminal-releases',
  permission,
  summary: { zh: '发布终端版本（先到测试环）', en: 'Publish a version to the test ring' },
  body: Type.Object({
    app: Type.String({ minLength: 1, maxLength: 100 }),
    version: Type.String({ minLength: 1, maxLength: 100 }),
    url: Type.String({ maxLength: 500, pattern: '^(https?://|/)' }),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
  response: TerminalRelease,
  creates: true,
})

export const listTerminalReleases = defineOperation({
  id: 'sensing.listTerminalReleases',
  method: 'GET',
  path: '/api/sensing/terminal-releases',
  permission,
  summary: { zh: '终端版本与推送进度', en: 'Versions and how far they are' },
  query: Type.Object(pageQuery),
  response: pageOf(TerminalRelease),
})

export const steerTerminalRelease = defineOperation({
  id: 'sensing.steerTerminalRelease',
  method: 'POST',
  path: '/api/sensing/terminal-releases/{id}/steps',
  permission,
  summary: { zh: '推进、暂停、继续或回退版本', en: 'Advance, pause, resume or roll back a version' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ step: oneOf('advance', 'pause', 'resume', 'roll-back'), reason: Sentence }),
  response: TerminalRelease,
})
