import { type Static, Type } from 'typebox'
import { Id, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Title = Type.String({ minLength: 2, maxLength: 60 })
const Body = Type.String({
  minLength: 2,
  maxLength: 20_000,
  description:
    'Lines of text; `{{案号}}` and the like stand for facts of the case, a line that begins with `# ` is a heading.',
})

/** A paper of a case type, worded by the city: a notice, a letter, a record. */
export const CasePaper = Type.Object({
  id: Id,
  caseType: Type.String(),
  title: Type.String(),
  body: Type.String(),
  active: Type.Boolean({ description: 'Offered for printing.' }),
  writtenName: Type.String(),
  writtenTime: Time,
})
export type CasePaper = Static<typeof CasePaper>

export const listCasePapers = defineOperation({
  id: 'cases.listCasePapers',
  method: 'GET',
  path: '/api/cases/papers',
  permission: 'cases.read',
  summary: { zh: '案件类型的文书模板与可用的变量', en: 'Papers of a case type, and what may stand in them' },
  query: Type.Object({ type: Type.String({ maxLength: 120 }) }),
  response: Type.Object({
    items: Type.Array(CasePaper),
    places: Type.Array(Type.String(), { description: 'Names that may stand between {{ and }}.' }),
  }),
})

export const saveCasePaper = defineOperation({
  id: 'cases.saveCasePaper',
  method: 'POST',
  path: '/api/cases/papers',
  permission: 'cases.manage',
  summary: { zh: '保存文书模板（同类型同名即替换）', en: 'Keep a paper; one of the same name is replaced' },
  body: Type.Object({
    caseType: Type.String({ maxLength: 120 }),
    title: Title,
    body: Body,
    active: Type.Boolean(),
  }),
  response: CasePaper,
  creates: true,
})

export const printCasePaper = defineOperation({
  id: 'cases.printCasePaper',
  method: 'GET',
  path: '/api/cases/cases/{id}/papers/{paperId}',
  permission: 'cases.read',
  summary: { zh: '打印案件文书（PDF）', en: 'A paper of a case as a document' },
  params: Type.Object({ id: Id, paperId: Id }),
  response: Type.Unsafe<Uint8Array>({}),
  produces: 'application/pdf',
})
