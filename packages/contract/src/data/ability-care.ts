import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Ability } from './gateway.ts'

const params = Type.Object({ id: Id })

export const testAbility = defineOperation({
  id: 'data.testAbility',
  method: 'POST',
  path: '/api/data/abilities/{id}/contract-tests',
  permission: 'data.own',
  summary: { zh: '按契约测试能力', en: 'Test an ability against its contract' },
  params,
  response: Ability,
})

export const rateAbility = defineOperation({
  id: 'data.rateAbility',
  method: 'POST',
  path: '/api/data/abilities/{id}/ratings',
  permission: 'data.apply',
  summary: { zh: '评价用过的能力', en: 'Rate an ability one’s unit used' },
  params,
  body: Type.Object({
    stars: Type.Integer({ minimum: 1, maximum: 5 }),
    comment: Type.String({ maxLength: 500 }),
  }),
  response: Ability,
})

/** 互评: how those who use the abilities of a unit rate them. */
export const ProviderRating = Type.Object({
  organisationId: Id,
  organisationName: Type.String(),
  abilities: Type.Integer({ description: 'Abilities in service.' }),
  rated: Type.Integer({ description: 'Of them, those that were rated.' }),
  ratings: Type.Integer(),
  stars: Type.Union([Type.Number(), Type.Null()]),
  failing: Type.Integer({ description: 'Abilities whose last contract test failed.' }),
  comments: Type.Array(
    Type.Object({
      abilityTitle: Type.String(),
      organisationName: Type.String(),
      stars: Type.Integer(),
      comment: Type.String(),
      time: Time,
    }),
    { description: 'The newest five.' },
  ),
})
export type ProviderRating = Static<typeof ProviderRating>

export const listProviderRatings = defineOperation({
  id: 'data.listProviderRatings',
  method: 'GET',
  path: '/api/data/ability-ratings',
  permission: 'data.read',
  summary: { zh: '能力提供单位互评', en: 'Ratings of those who provide abilities' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(ProviderRating),
})
