import { type Static, Type } from 'typebox'
import { nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation, type LocalText } from '../operation.ts'

/** Fields that may be closed to a role (PLT-081). Schemas of answers say where they stand. */
export const governedFields = {
  'person.name': { zh: '自然人姓名', en: 'Name of a person' },
  'person.number': { zh: '自然人身份证号码', en: 'Citizen id' },
  'organisation.name': { zh: '法人名称', en: 'Name of an organisation' },
  'organisation.number': { zh: '法人统一社会信用代码', en: 'Credit code of an organisation' },
  'application.subjectName': { zh: '办件申请人', en: 'Applicant' },
  'application.subjectNumber': { zh: '办件申请人证件号码', en: 'Number of the applicant' },
  'application.byName': { zh: '办件经办人', en: 'Who applied on behalf' },
  'application.answers': { zh: '办件引导回答', en: 'Answers of an application' },
  'application.form': { zh: '办件表单内容', en: 'Form of an application' },
  'application.facts': { zh: '办件核验信息', en: 'Facts of an application' },
  'application.files': { zh: '办件材料文件', en: 'Files of an application' },
  'licence.holderName': { zh: '证照持证人', en: 'Holder of a licence' },
  'licence.fields': { zh: '证照照面内容', en: 'Face of a licence' },
} as const satisfies Record<string, LocalText>
export type GovernedField = keyof typeof governedFields

/** What a role sees of a field; without a rule all of it. */
export const FieldEffect = oneOf('visible', 'masked', 'hidden')
export type FieldEffect = Static<typeof FieldEffect>

const rule = {
  role: Type.String(),
  roleName: Type.String(),
  field: Type.String(),
  fieldTitle: Type.String(),
  effect: FieldEffect,
  reason: Type.String(),
  byName: Type.String(),
  time: Time,
}
export const FieldRule = Type.Object(rule)
export type FieldRule = Static<typeof FieldRule>

export const FieldRuleChange = Type.Object({ ...rule, former: nullable(FieldEffect) })
export type FieldRuleChange = Static<typeof FieldRuleChange>

export const listFieldRules = defineOperation({
  id: 'identity.listFieldRules',
  method: 'GET',
  path: '/api/identity/field-rules',
  permission: 'identity.read',
  summary: { zh: '按字段授权', en: 'Rights by field' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset },
    role: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  response: pageOf(FieldRule),
})

export const setFieldRule = defineOperation({
  id: 'identity.setFieldRule',
  method: 'PUT',
  path: '/api/identity/field-rules/{role}/{field}',
  permission: 'identity.manage',
  summary: { zh: '设置按字段授权', en: 'Rule what a role sees of a field' },
  params: Type.Object({
    role: Type.String({ maxLength: 60 }),
    field: Type.String({ maxLength: 60 }),
  }),
  body: Type.Object({ effect: FieldEffect, reason: Type.String({ minLength: 2, maxLength: 200 }) }),
  response: FieldRule,
})

export const listFieldRuleChanges = defineOperation({
  id: 'identity.listFieldRuleChanges',
  method: 'GET',
  path: '/api/identity/field-rule-changes',
  permission: 'identity.read',
  summary: { zh: '按字段授权的变更', en: 'Changes of rights by field' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(FieldRuleChange),
})
