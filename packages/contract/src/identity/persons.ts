import { type Static, Type } from 'typebox'
import { Done, governed, Id, oneOf, pageOf, pageQuery, reaches, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const SubjectKind = oneOf('person', 'organisation')
const Authority = oneOf('representative', 'agent', 'guardian', 'proxy')
const Assurance = Type.Integer({
  minimum: 1,
  maximum: 3,
  description: '1 registered, 2 name checked, 3 strong.',
})
const Name = Type.String({ minLength: 1, maxLength: 100 })
const Number18 = Type.String({
  pattern: '^[0-9A-Z]{18}$',
  description: 'Citizen id (GB 11643) or unified social credit code (GB 32100).',
})
const Scenes = Type.Union(
  [Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { minItems: 1, maxItems: 50 }), Type.Null()],
  {
    description: 'What the power is bounded to; null: everything.',
  },
)

/** A natural or legal person as staff see it: the number of a natural person masked. */
export const Person = Type.Object({
  id: Id,
  kind: SubjectKind,
  name: Type.String(governed('{kind}.name')),
  number: Type.String({ description: 'Masked for natural persons.', ...governed('{kind}.number') }),
  assurance: Assurance,
  assuredBy: Type.Union([Type.String(), Type.Null()]),
  state: oneOf('active', 'deceased', 'cancelled'),
  stateReason: Type.Union([Type.String(), Type.Null()]),
  createdTime: Time,
})
export type Person = Static<typeof Person>

/** Power to act for somebody. */
export const Mandate = Type.Object({
  id: Id,
  authority: Authority,
  subjectId: Id,
  subjectName: Type.String(governed('person.name')),
  agentId: Id,
  agentName: Type.String(governed('person.name')),
  scenes: Scenes,
  fromTime: Time,
  untilTime: Type.Union([Time, Type.Null()]),
  proof: Type.String(),
  state: oneOf('coming', 'active', 'ended', 'withdrawn'),
  withdrawnReason: Type.Union([Type.String(), Type.Null()]),
})
export type Mandate = Static<typeof Mandate>

export const registerPerson = defineOperation({
  id: 'identity.registerPerson',
  method: 'POST',
  path: '/api/identity/registrations',
  permission: 'public',
  summary: { zh: '自然人注册', en: 'Register as a person' },
  body: Type.Object({
    account: Type.String({ minLength: 4, maxLength: 64, pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]*$' }),
    password: Type.String({ minLength: 10, maxLength: 200 }),
    name: Name,
    number: Number18,
    phone: Type.String({ pattern: '^1[3-9][0-9]{9}$' }),
  }),
  response: Type.Object({
    userId: Id,
    realName: oneOf('checked', 'differs', 'waiting'),
    advice: Type.String(),
  }),
  creates: true,
})

export const getMyIdentity = defineOperation({
  id: 'identity.getMyIdentity',
  method: 'GET',
  path: '/api/identity/me/identity',
  permission: 'signed-in',
  summary: { zh: '本人身份与可代办的对象', en: 'Who one is and for whom one may act' },
  response: Type.Object({
    person: Type.Union([Person, Type.Null()]),
    isConfirmed: Type.Boolean(),
    actingFor: Type.Union([Mandate, Type.Null()]),
    mayActFor: Type.Array(Mandate),
    given: Type.Array(Mandate, { description: 'Powers given by oneself, or by the firm one acts for.' }),
  }),
})

export const switchActing = defineOperation({
  id: 'identity.switchActing',
  method: 'PUT',
  path: '/api/identity/me/acting',
  permission: 'signed-in',
  summary: { zh: '切换为谁办事', en: 'Choose for whom one acts' },
  body: Type.Object({ mandateId: Type.Union([Id, Type.Null()], { description: 'Null: oneself.' }) }),
  response: Done,
})

export const giveMandate = defineOperation({
  id: 'identity.giveMandate',
  method: 'POST',
  path: '/api/identity/me/mandates',
  permission: 'signed-in',
  summary: { zh: '委托他人代办', en: 'Empower somebody, for oneself or the firm one represents' },
  body: Type.Object({
    agentName: Name,
    agentNumber: Number18,
    scenes: Scenes,
    untilTime: Time,
    note: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: Mandate,
  creates: true,
})

export const withdrawMandate = defineOperation({
  id: 'identity.withdrawMandate',
  method: 'DELETE',
  path: '/api/identity/me/mandates/{id}',
  permission: 'signed-in',
  summary: { zh: '撤回委托，或辞去受托', en: 'Withdraw a power one gave, or give back one received' },
  params: Type.Object({ id: Id }),
  response: Done,
})

export const listPersons = defineOperation({
  id: 'identity.listPersons',
  method: 'GET',
  path: '/api/identity/persons',
  permission: 'identity.persons',
  summary: { zh: '自然人与法人', en: 'List persons and firms' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset, kind: Type.Optional(SubjectKind) },
    search: Type.Optional(Type.String({ maxLength: 100, ...reaches('person.name', 'organisation.name') })),
    number: Type.Optional(
      Type.String({ pattern: '^[0-9A-Z]{18}$', ...reaches('person.number', 'organisation.number') }),
    ),
  }),
  response: pageOf(Person),
})

export const enterPerson = defineOperation({
  id: 'identity.enterPerson',
  method: 'POST',
  path: '/api/identity/persons',
  permission: 'identity.persons',
  summary: { zh: '窗口登记自然人或法人', en: 'Enter a person or firm at the desk' },
  body: Type.Object({ kind: SubjectKind, name: Name, number: Number18 }),
  response: Person,
  creates: true,
})

export const getPerson = defineOperation({
  id: 'identity.getPerson',
  method: 'GET',
  path: '/api/identity/persons/{id}',
  permission: 'identity.persons',
  summary: { zh: '自然人或法人详情', en: 'A person or firm, with accounts and powers' },
  params: Type.Object({ id: Id }),
  response: Type.Object({
    person: Person,
    accounts: Type.Array(
      Type.Object({
        userId: Id,
        account: Type.String(),
        channel: Type.String(),
        isConfirmed: Type.Boolean(),
        linkedTime: Time,
      }),
    ),
    mandates: Type.Array(Mandate),
  }),
})

export const verifyPerson = defineOperation({
  id: 'identity.verifyPerson',
  method: 'POST',
  path: '/api/identity/persons/{id}/verification',
  permission: 'identity.persons',
  summary: { zh: '当面核验身份，确认账号', en: 'Check a person in the flesh and confirm an account' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    level: Type.Integer({ minimum: 2, maximum: 3 }),
    basis: Type.String({ minLength: 1, maxLength: 200, description: 'Document shown.' }),
    userId: Type.Optional(Id),
  }),
  response: Person,
})

export const linkAccount = defineOperation({
  id: 'identity.linkAccount',
  method: 'POST',
  path: '/api/identity/persons/{id}/accounts',
  permission: 'identity.persons',
  summary: { zh: '归并账号到自然人', en: 'Merge an account into a person, with proof' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    account: Type.String({ minLength: 1, maxLength: 64 }),
    proof: Type.String({ minLength: 1, maxLength: 200 }),
  }),
  response: Done,
})

export const recordMandate = defineOperation({
  id: 'identity.recordMandate',
  method: 'POST',
  path: '/api/identity/persons/{id}/mandates',
  permission: 'identity.persons',
  summary: { zh: '登记法定代表人、监护人或委托', en: 'Record a representative, guardian or agent' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    authority: Authority,
    agentName: Name,
    agentNumber: Number18,
    scenes: Scenes,
    untilTime: Type.Union([Time, Type.Null()]),
    proof: Type.String({ minLength: 2, maxLength: 200 }),
    foundIncapable: Type.Optional(
      Type.Boolean({ description: 'A court found the adult to need a guardian.' }),
    ),
  }),
  response: Mandate,
  creates: true,
})

export const endPerson = defineOperation({
  id: 'identity.endPerson',
  method: 'POST',
  path: '/api/identity/persons/{id}/end',
  permission: 'identity.persons',
  summary: { zh: '登记死亡或注销', en: 'Record a death or a cancellation' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    state: oneOf('deceased', 'cancelled'),
    reason: Type.String({ minLength: 2, maxLength: 200 }),
  }),
  response: Person,
})

/** Why somebody may or may not do something. */
export const Decision = Type.Object({
  allowed: Type.Boolean(),
  code: oneOf(
    'allowed',
    'public',
    'unknown-operation',
    'account-disabled',
    'no-permission',
    'outside-scope',
    'level-too-low',
  ),
  reason: Type.String(),
  permission: Type.String(),
  roles: Type.Array(Type.String(), { description: 'Roles of the person that give the permission.' }),
  obligations: Type.Array(
    Type.Object({
      field: Type.String(),
      title: Type.String(),
      effect: oneOf('masked', 'hidden'),
      reason: Type.String(),
    }),
    { description: 'Fields of the answer that are masked or hidden from the person, and why.' },
  ),
})
export type Decision = Static<typeof Decision>

export const explainDecision = defineOperation({
  id: 'identity.explainDecision',
  method: 'GET',
  path: '/api/identity/decisions',
  permission: 'identity.read',
  summary: { zh: '解释某人能否办理某操作', en: 'Explain whether somebody may do something' },
  query: Type.Object({
    userId: Id,
    operation: Type.String({ maxLength: 100 }),
    division: Type.Optional(Type.String({ pattern: '^[0-9]{6}([0-9]{3}){0,3}$' })),
  }),
  response: Decision,
})

export const listHolders = defineOperation({
  id: 'identity.listHolders',
  method: 'GET',
  path: '/api/identity/decisions/holders',
  permission: 'identity.read',
  summary: { zh: '谁能办理某操作', en: 'Who may do something' },
  query: Type.Object({ ...pageQuery, operation: Type.String({ maxLength: 100 }) }),
  response: pageOf(
    Type.Object({
      userId: Id,
      account: Type.String(),
      name: Type.String(),
      divisions: Type.Array(Type.String()),
    }),
  ),
})
