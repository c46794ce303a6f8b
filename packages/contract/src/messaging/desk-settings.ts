import { type Static, Type } from 'typebox'
import { defineOperation } from '../operation.ts'

/** What a person has arranged on the first page of the console. */
export const DeskSettings = Type.Object({
  favourites: Type.Array(Type.String({ pattern: '^[a-z-]{1,40}$' }), {
    maxItems: 30,
    uniqueItems: true,
    description: 'Names of pages, in the person’s order.',
  }),
})
export type DeskSettings = Static<typeof DeskSettings>

export const getDeskSettings = defineOperation({
  id: 'messaging.getDeskSettings',
  method: 'GET',
  path: '/api/messaging/desk',
  permission: 'signed-in',
  summary: { zh: '我的工作台布置', en: 'How the caller arranged the console' },
  response: DeskSettings,
})

export const saveDeskSettings = defineOperation({
  id: 'messaging.saveDeskSettings',
  method: 'PUT',
  path: '/api/messaging/desk',
  permission: 'signed-in',
  summary: { zh: '保存工作台布置', en: 'Arrange the console' },
  body: DeskSettings,
  response: DeskSettings,
})
