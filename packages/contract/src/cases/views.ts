import { type Static, Type } from 'typebox'
import { Done, Id } from '../common.ts'
import { defineOperation } from '../operation.ts'

const word = Type.String({ maxLength: 200 })

/** What a view of the case list narrows to; the names are those of the list’s address. */
const Filters = Type.Object(
  {
    state: Type.Optional(word),
    lamp: Type.Optional(word),
    type: Type.Optional(word),
    level: Type.Optional(word),
    division: Type.Optional(word),
    search: Type.Optional(word),
  },
  { additionalProperties: false },
)
const Columns = Type.Array(Type.String({ maxLength: 40 }), {
  maxItems: 30,
  uniqueItems: true,
  description: 'Columns shown; all when empty.',
})

export const CaseView = Type.Object({
  id: Id,
  name: Type.String(),
  filters: Filters,
  columns: Columns,
  shared: Type.Boolean({ description: 'Seen by everyone of the organisation of whoever keeps it.' }),
  own: Type.Boolean(),
  keeperName: Type.String(),
})
export type CaseView = Static<typeof CaseView>

export const listCaseViews = defineOperation({
  id: 'cases.listCaseViews',
  method: 'GET',
  path: '/api/cases/views',
  permission: 'cases.read',
  summary: { zh: '案件列表的保存视图', en: 'Kept views of the case list: own ones and those shared' },
  response: Type.Object({ items: Type.Array(CaseView) }),
})

export const saveCaseView = defineOperation({
  id: 'cases.saveCaseView',
  method: 'POST',
  path: '/api/cases/views',
  permission: 'cases.read',
  summary: { zh: '保存案件视图（同名即替换）', en: 'Keep a view; one of the same name is replaced' },
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 40 }),
    filters: Filters,
    columns: Columns,
    shared: Type.Boolean(),
  }),
  response: CaseView,
  creates: true,
})

export const deleteCaseView = defineOperation({
  id: 'cases.deleteCaseView',
  method: 'DELETE',
  path: '/api/cases/views/{id}',
  permission: 'cases.read',
  summary: { zh: '删除自己的案件视图', en: 'Delete a view of one’s own' },
  params: Type.Object({ id: Id }),
  response: Done,
})
