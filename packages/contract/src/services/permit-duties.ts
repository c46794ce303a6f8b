import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Text } from './shapes.ts'

/** What stands between two phrases of a 经营范围. */
const between = '；'

/** Phrases of the value of a field of kind `scopes`. */
export function scopePhrases(value: string): string[] {
  return value.split(between).filter(Boolean)
}

/** The value of a field of kind `scopes`. */
export function joinScopes(phrases: readonly string[]): string {
  return phrases.join(between)
}

/** 经营范围规范表述 with the items that permit it; none where anybody registered may begin. */
export const BusinessScope = Type.Object({
  phrase: Type.String(),
  industry: Type.String({ description: 'Section of GB/T 4754.' }),
  permits: Type.Array(Type.Object({ itemId: Id, title: Type.String() })),
})
export type BusinessScope = Static<typeof BusinessScope>

export const listBusinessScopes = defineOperation({
  id: 'services.listBusinessScopes',
  method: 'GET',
  path: '/api/services/business-scopes',
  permission: 'public',
  summary: { zh: '经营范围规范表述', en: 'Phrases a firm registers its business by' },
  query: Type.Object({
    ...pageQuery,
    phrases: Type.Optional(
      Type.String({ maxLength: 2000, description: 'Only these, as a field of kind `scopes` keeps them.' }),
    ),
  }),
  response: pageOf(BusinessScope),
})

/**
 * A permit a firm needs for what it registered (证照分离). `informed` until the firm holds it (`held`) or three months
 * have passed (`suspected`, 疑似无证经营); then somebody looks, and it begins anew or ends as `unlicensed`.
 */
export const PermitDuty = Type.Object({
  id: Id,
  firmName: Type.String(),
  firmCode: Type.String(),
  address: Type.String(),
  phrase: Type.String(),
  itemId: Id,
  itemTitle: Type.String(),
  supervisorName: nullable(Type.String()),
  state: oneOf('informed', 'held', 'suspected', 'unlicensed'),
  foundedTime: Time,
  dueTime: Time,
  findings: Type.Array(
    Type.Object({ time: Time, byName: Type.String(), finding: Type.String(), note: Type.String() }),
  ),
})
export type PermitDuty = Static<typeof PermitDuty>

export const listPermitDuties = defineOperation({
  id: 'services.listPermitDuties',
  method: 'GET',
  path: '/api/services/permit-duties',
  permission: 'services.examine',
  summary: { zh: '证照分离：待取得许可的企业', en: 'Firms that need a permit the caller’s unit supervises' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(PermitDuty.properties.state) }),
  response: pageOf(PermitDuty),
})

export const findPermitDuty = defineOperation({
  id: 'services.findPermitDuty',
  method: 'POST',
  path: '/api/services/permit-duties/{id}/findings',
  permission: 'services.examine',
  summary: { zh: '登记疑似无证经营核查结果', en: 'Enter what was found about trade without a permit' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    finding: oneOf('not-trading', 'unlicensed'),
    note: Text(500),
  }),
  response: PermitDuty,
})

export const listMyPermitDuties = defineOperation({
  id: 'services.listMyPermitDuties',
  method: 'GET',
  path: '/api/services/my-permit-duties',
  permission: 'services.apply',
  summary: { zh: '我的企业还需办理的许可', en: 'Permits the caller’s firms need' },
  query: Type.Object(pageQuery),
  response: pageOf(PermitDuty),
})
