import { type Static, Type } from 'typebox'
import { Done, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const PageName = Type.String({ pattern: '^[a-z-]{1,40}$' })
const favourites = Type.Array(PageName, {
  maxItems: 30,
  uniqueItems: true,
  description: 'Names of pages, in order.',
})

/** Parts of the first page. */
export const DeskSection = oneOf('todos', 'notices', 'events', 'favourites', 'delegations')
export type DeskSection = Static<typeof DeskSection>
const sections = Type.Array(DeskSection, { minItems: 1, uniqueItems: true, description: 'Shown, in order.' })

/** At which level of the city somebody works, by the divisions of their identity. */
export const DeskLevel = oneOf('city', 'district', 'town', 'grid')
export type DeskLevel = Static<typeof DeskLevel>

/** What a person has arranged on the first page of the console. */
export const DeskSettings = Type.Object({
  favourites,
  sections: Type.Optional(nullable(sections, { description: 'Null: as arranged for the role or level.' })),
})
export type DeskSettings = Static<typeof DeskSettings>

export const FirstPage = Type.Object({
  favourites,
  sections,
  level: DeskLevel,
  arrangedBy: oneOf('own', 'role', 'level'),
})
export type FirstPage = Static<typeof FirstPage>

export const getDeskSettings = defineOperation({
  id: 'messaging.getDeskSettings',
  method: 'GET',
  path: '/api/messaging/desk',
  permission: 'signed-in',
  summary: { zh: '我的工作台布置', en: 'How the console is arranged for the caller' },
  response: FirstPage,
})

export const saveDeskSettings = defineOperation({
  id: 'messaging.saveDeskSettings',
  method: 'PUT',
  path: '/api/messaging/desk',
  permission: 'signed-in',
  summary: { zh: '保存工作台布置', en: 'Arrange the console' },
  body: DeskSettings,
  response: FirstPage,
})

export const DeskLayout = Type.Object({
  kind: oneOf('level', 'role'),
  name: Type.String({ pattern: '^[a-z-]{1,40}$' }),
  sections,
  favourites,
  changedBy: nullable(Type.String(), {
    description: 'Null: nobody has changed what the platform came with.',
  }),
  changedTime: nullable(Time),
})
export type DeskLayout = Static<typeof DeskLayout>

export const listDeskLayouts = defineOperation({
  id: 'messaging.listDeskLayouts',
  method: 'GET',
  path: '/api/messaging/desk-layouts',
  permission: 'identity.read',
  summary: { zh: '各层级与岗位的门户布局', en: 'How the first page is arranged for levels and roles' },
  response: Type.Object({ items: Type.Array(DeskLayout) }),
})

export const saveDeskLayout = defineOperation({
  id: 'messaging.saveDeskLayout',
  method: 'PUT',
  path: '/api/messaging/desk-layouts/{kind}/{name}',
  permission: 'identity.manage',
  summary: { zh: '设置层级或岗位的门户布局', en: 'Arrange the first page for a level or role' },
  params: Type.Object({ kind: DeskLayout.properties.kind, name: DeskLayout.properties.name }),
  body: Type.Object({ sections, favourites }),
  response: Done,
})

export const notePageUse = defineOperation({
  id: 'messaging.notePageUse',
  method: 'POST',
  path: '/api/messaging/page-uses',
  permission: 'signed-in',
  summary: {
    zh: '记一次应用使用（只记单位，不记人）',
    en: 'Note that a page was opened, by unit and not by person',
  },
  body: Type.Object({ page: PageName }),
  response: Done,
})

export const PageUse = Type.Object({
  page: PageName,
  organisationId: nullable(Id),
  organisationName: nullable(Type.String()),
  units: Type.Integer({ description: 'Units that opened it.' }),
  uses: Type.Integer(),
  lastTime: Time,
})
export type PageUse = Static<typeof PageUse>

export const listPageUses = defineOperation({
  id: 'messaging.listPageUses',
  method: 'GET',
  path: '/api/messaging/page-uses',
  permission: 'identity.read',
  summary: { zh: '应用使用统计', en: 'Which page which unit used how often, and when last' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset },
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })),
    by: Type.Optional(oneOf('page', 'unit')),
    page: Type.Optional(PageName),
    organisationId: Type.Optional(Id),
  }),
  response: pageOf(PageUse),
})
