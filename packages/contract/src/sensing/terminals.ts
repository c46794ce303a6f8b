import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, Json, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Position, Sentence } from './shapes.ts'

/** Header in which a terminal says who it is, beside the bearer token of the person who uses it. */
export const terminalHeader = 'x-civitas-terminal'

const Words = Type.String({ minLength: 1, maxLength: 200 })
const Level = Type.String({ pattern: '^[0-9]{1,6}(\\.[0-9]{1,6}){0,3}$', description: 'OS level: 14.1' })
const byId = Type.Object({ id: Id })

/** What a terminal of a policy group must be like (GB/T 35282-2017); null or false asks nothing. */
const PolicyRules = Type.Object({
  minimumOsLevel: orNull(Level),
  screenLock: Type.Boolean(),
  usbForbidden: Type.Boolean(),
  certificate: Type.Boolean({ description: 'A certificate that has not run out.' }),
  allowedApps: orNull(Type.Array(Words, { maxItems: 500 })),
})

const TerminalPolicy = Type.Object({ id: Id, title: Words, rules: PolicyRules, terminals: Type.Integer() })
export type TerminalPolicy = Static<typeof TerminalPolicy>

/** What a terminal says of itself. */
const TerminalFacts = Type.Object({
  osLevel: Level,
  screenLock: Type.Boolean(),
  usbEnabled: Type.Boolean(),
  certificateUntil: orNull(Time),
  apps: Type.Array(Words, { maxItems: 2000 }),
})
export type TerminalFacts = Static<typeof TerminalFacts>

const Failure = oneOf('not-reported', 'os-level', 'screen-lock', 'usb', 'certificate', 'apps')

export const Terminal = Type.Object({
  id: Id,
  reference: Type.String({ description: 'Number on the device: T-0007.' }),
  title: Type.String(),
  organisationId: Id,
  organisationName: orNull(Type.String()),
  userId: Id,
  userName: orNull(Type.String()),
  purpose: Type.String(),
  divisionCode: orNull(DivisionCode),
  state: oneOf('pending', 'active', 'lost', 'wiped', 'retired'),
  stateText: oneOf('待注册', '在用', '遗失', '已擦除', '停用'),
  policyId: orNull(Id),
  testRing: Type.Boolean(),
  facts: orNull(TerminalFacts),
  /** Null when there is no policy to fail. */
  failures: orNull(Type.Array(Failure)),
  versions: Json,
  position: orNull(Position),
  locatedTime: orNull(Time),
  lastSeenTime: orNull(Time),
  createdTime: Time,
})
export type Terminal = Static<typeof Terminal>

const TerminalCommand = Type.Object({
  id: Id,
  terminalId: Id,
  kind: oneOf('lock', 'locate', 'wipe'),
  state: oneOf('awaiting-approval', 'refused', 'queued', 'delivered', 'confirmed', 'failed'),
  reason: Type.String(),
  createdBy: Type.String(),
  createdTime: Time,
  decidedBy: orNull(Type.String()),
  deliveredTime: orNull(Time),
  endedTime: orNull(Time),
  detail: orNull(Type.String()),
})
export type TerminalCommand = Static<typeof TerminalCommand>

const OneTimeCode = Type.Object({ code: Type.String(), expiresTime: Time })
const hours = Type.Optional(Type.Integer({ minimum: 1, maximum: 168, default: 24 }))

const common = { permission: 'sensing.terminals' } as const

export const createTerminal = defineOperation({
  ...common,
  id: 'sensing.createTerminal',
  method: 'POST',
  path: '/api/sensing/terminals',
  summary: { zh: '登记终端并发放一次性注册码', en: 'Enter a terminal and give its one-time code' },
  body: Type.Object({
    reference: Type.String({ minLength: 1, maxLength: 100 }),
    title: Type.Optional(Words),
    organisationId: Id,
    userId: Id,
    purpose: Sentence,
    divisionCode: Type.Optional(DivisionCode),
    policyId: Type.Optional(Id),
    testRing: Type.Optional(Type.Boolean()),
    validHours: hours,
  }),
  response: Type.Object({ terminal: Terminal, code: OneTimeCode }),
  creates: true,
})

export const renewTerminalCode = defineOperation({
  ...common,
  id: 'sensing.renewTerminalCode',
  method: 'POST',
  path: '/api/sensing/terminals/{id}/code',
  summary: { zh: '重新发放注册码（原凭据失效）', en: 'Give a new code; the old token ends' },
  params: byId,
  body: Type.Object({ validHours: hours }),
  response: OneTimeCode,
})

export const enrolTerminal = defineOperation({
  id: 'sensing.enrolTerminal',
  method: 'POST',
  path: '/api/sensing/terminal/enrol',
  permission: 'public',
  summary: { zh: '终端凭一次性注册码换取设备凭据', en: 'A terminal changes its code for a token, once' },
  body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) }),
  response: Type.Object({ terminalId: Id, reference: Type.String(), token: Type.String() }),
})

export const checkInTerminal = defineOperation({
  id: 'sensing.checkInTerminal',
  method: 'POST',
  path: '/api/sensing/terminal/check-in',
  permission: 'public',
  summary: { zh: '终端签到：上报合规状况，领取命令与版本', en: 'A terminal reports and takes its orders' },
  body: Type.Object({
    facts: Type.Optional(TerminalFacts),
    versions: Type.Optional(Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 100 }))),
  }),
  response: Type.Object({
    policy: orNull(PolicyRules),
    commands: Type.Array(Type.Object({ id: Id, kind: oneOf('lock', 'locate', 'wipe') })),
    wanted: Type.Array(
      Type.Object({
        app: Type.String(),
        version: Type.String(),
        url: Type.String(),
        digest: Type.String({ description: 'SM3 of the package, hex.' }),
      }),
    ),
  }),
})

export const confirmTerminalCommand = defineOperation({
  id: 'sensing.confirmTerminalCommand',
  method: 'POST',
  path: '/api/sensing/terminal/commands/{id}/result',
  permission: 'public',
  summary: { zh: '终端回报命令结果', en: 'A terminal says how a command went' },
  params: byId,
  body: Type.Object({
    done: Type.Boolean(),
    detail: Type.Optional(Type.String({ maxLength: 2000 })),
    position: Type.Optional(Position),
  }),
  response: Done,
})

export const listTerminals = defineOperation({
  ...common,
  id: 'sensing.listTerminals',
  method: 'GET',
  path: '/api/sensing/terminals',
  summary: { zh: '终端台账', en: 'Terminals' },
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(oneOf('pending', 'active', 'lost', 'wiped', 'retired')),
    organisationId: Type.Optional(Id),
    policyId: Type.Optional(Id),
    compliant: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(Terminal),
})

export const getTerminal = defineOperation({
  ...common,
  id: 'sensing.getTerminal',
  method: 'GET',
  path: '/api/sensing/terminals/{id}',
  summary: { zh: '终端详情与最近命令', en: 'A terminal and its last commands' },
  params: byId,
  response: Type.Object({ terminal: Terminal, commands: Type.Array(TerminalCommand) }),
})

export const changeTerminal = defineOperation({
  ...common,
  id: 'sensing.changeTerminal',
  method: 'PATCH',
  path: '/api/sensing/terminals/{id}',
  summary: { zh: '变更终端的策略与测试环', en: 'Change policy group and ring of a terminal' },
  params: byId,
  body: Type.Object({ policyId: Type.Optional(orNull(Id)), testRing: Type.Optional(Type.Boolean()) }),
  response: Terminal,
})

export const setTerminalState = defineOperation({
  ...common,
  id: 'sensing.setTerminalState',
  method: 'POST',
  path: '/api/sensing/terminals/{id}/state',
  summary: { zh: '标记终端遗失、找回或停用', en: 'Mark a terminal lost, found or retired' },
  params: byId,
  body: Type.Object({ state: oneOf('active', 'lost', 'retired'), reason: Sentence }),
  response: Terminal,
})

export const sendTerminalCommand = defineOperation({
  ...common,
  id: 'sensing.sendTerminalCommand',
  method: 'POST',
  path: '/api/sensing/terminals/{id}/commands',
  summary: {
    zh: '锁定、定位或擦除终端（擦除须另一人批准）',
    en: 'Lock, locate or wipe; a wipe needs a second person',
  },
  params: byId,
  body: Type.Object({ kind: oneOf('lock', 'locate', 'wipe'), reason: Sentence }),
  response: TerminalCommand,
  creates: true,
})

export const decideTerminalCommand = defineOperation({
  ...common,
  id: 'sensing.decideTerminalCommand',
  method: 'POST',
  path: '/api/sensing/terminal-commands/{id}/decision',
  summary: { zh: '批准或拒绝擦除', en: 'Approve or refuse a wipe' },
  params: byId,
  body: Type.Object({ approve: Type.Boolean(), comment: Sentence }),
  response: TerminalCommand,
})

export const listTerminalPolicies = defineOperation({
  ...common,
  id: 'sensing.listTerminalPolicies',
  method: 'GET',
  path: '/api/sensing/terminal-policies',
  summary: { zh: '终端策略组', en: 'Policy groups' },
  query: Type.Object(pageQuery),
  response: pageOf(TerminalPolicy),
})

export const saveTerminalPolicy = defineOperation({
  ...common,
  id: 'sensing.saveTerminalPolicy',
  method: 'POST',
  path: '/api/sensing/terminal-policies',
  summary: {
    zh: '新增或修改策略组（同名即修改）',
    en: 'Add a policy group, or change the one of that title',
  },
  body: Type.Object({ title: Words, rules: PolicyRules }),
  response: TerminalPolicy,
})

export const getTerminalCompliance = defineOperation({
  ...common,
  id: 'sensing.getTerminalCompliance',
  method: 'GET',
  path: '/api/sensing/terminal-compliance',
  summary: { zh: '终端合规率', en: 'Compliance ratio of terminals in use' },
  response: Type.Object({
    compliant: Type.Integer(),
    terminals: Type.Integer({ description: 'Terminals in use that a policy group covers.' }),
    ratio: orNull(Type.Number({ description: 'compliant ÷ terminals; null when there are none.' })),
    failures: Type.Record(Type.String(), Type.Integer()),
  }),
})

/** The state or the token of a terminal changed: every process reads it anew. */
export const terminalChanged = defineMessage('sensing.terminal-changed', Type.Object({ terminalId: Id }))
