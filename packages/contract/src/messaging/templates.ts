import { type Static, Type } from 'typebox'
import { Id, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import {
  Fallback,
  MessageCategory,
  MessageChannel,
  MessageSubject,
  Recipient,
  SentMessage,
  Urgency,
} from './messages.ts'

/** A place in a template that the sender fills; written `{{name}}` in title and text. */
export const TemplateVariable = Type.Object({
  name: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,39}$' }),
  title: Type.String({ minLength: 1, maxLength: 40 }),
  example: Type.String({ maxLength: 200 }),
})
export type TemplateVariable = Static<typeof TemplateVariable>

const content = {
  name: Type.String({ minLength: 1, maxLength: 80 }),
  category: MessageCategory,
  signature: Type.String({ maxLength: 20, description: 'Put before an SMS as 【…】; empty: the sender’s.' }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  text: Type.String({ minLength: 1, maxLength: 4000 }),
  variables: Type.Array(TemplateVariable, { maxItems: 30 }),
}

/** What is written of a template; each change is a new version that waits for approval. */
export const TemplateContent = Type.Object(content)
export type TemplateContent = Static<typeof TemplateContent>

export const MessageTemplate = Type.Object({
  id: Id,
  version: Type.Integer(),
  ...content,
  state: Type.Union([Type.Literal('draft'), Type.Literal('approved'), Type.Literal('refused')]),
  approvedVersion: Type.Union([Type.Integer(), Type.Null()], {
    description: 'The version messages are made from; null until one is approved.',
  }),
  writtenName: Type.String(),
  writtenTime: Time,
  decidedName: Type.Union([Type.String(), Type.Null()]),
  decision: Type.Union([Type.String(), Type.Null()]),
})
export type MessageTemplate = Static<typeof MessageTemplate>

/** What a template says with its places filled, as each channel shows it. */
export const TemplatePreview = Type.Object({
  title: Type.String(),
  text: Type.String(),
  channels: Type.Array(
    Type.Object({
      channel: MessageChannel,
      text: Type.String(),
      segments: Type.Integer({ description: 'SMS it is charged as; 1 for other channels.' }),
    }),
  ),
})
export type TemplatePreview = Static<typeof TemplatePreview>

const idParams = Type.Object({ id: Id })
const Values = Type.Record(Type.String(), Type.String({ maxLength: 500 }))

export const listTemplates = defineOperation({
  id: 'messaging.listTemplates',
  method: 'GET',
  path: '/api/messaging/templates',
  permission: 'messaging.send',
  summary: { zh: '消息模板', en: 'Templates of messages' },
  response: Type.Object({ items: Type.Array(MessageTemplate) }),
})

export const createTemplate = defineOperation({
  id: 'messaging.createTemplate',
  method: 'POST',
  path: '/api/messaging/templates',
  permission: 'messaging.send',
  summary: { zh: '起草消息模板', en: 'Draft a template' },
  body: TemplateContent,
  response: MessageTemplate,
  creates: true,
})

export const reviseTemplate = defineOperation({
  id: 'messaging.reviseTemplate',
  method: 'PUT',
  path: '/api/messaging/templates/{id}',
  permission: 'messaging.send',
  summary: { zh: '修订消息模板（新版本待审）', en: 'Write a new version of a template' },
  params: idParams,
  body: TemplateContent,
  response: MessageTemplate,
})

export const decideTemplate = defineOperation({
  id: 'messaging.decideTemplate',
  method: 'POST',
  path: '/api/messaging/templates/{id}/decision',
  permission: 'messaging.manage',
  summary: { zh: '审批消息模板', en: 'Approve or refuse the newest version' },
  params: idParams,
  body: Type.Object({ approve: Type.Boolean(), comment: Type.String({ minLength: 1, maxLength: 500 }) }),
  response: MessageTemplate,
})

export const previewTemplate = defineOperation({
  id: 'messaging.previewTemplate',
  method: 'POST',
  path: '/api/messaging/templates/{id}/preview',
  permission: 'messaging.send',
  summary: { zh: '预览各渠道内容', en: 'What each channel would show' },
  params: idParams,
  body: Type.Object({ values: Values }),
  response: TemplatePreview,
})

export const sendFromTemplate = defineOperation({
  id: 'messaging.sendFromTemplate',
  method: 'POST',
  path: '/api/messaging/templates/{id}/messages',
  permission: 'messaging.send',
  summary: { zh: '按模板发送', en: 'Send by an approved template' },
  params: idParams,
  body: Type.Object({
    key: Type.String({ minLength: 1, maxLength: 200 }),
    values: Values,
    urgency: Urgency,
    to: Type.Array(Recipient, { minItems: 1, maxItems: 10_000 }),
    subject: Type.Optional(MessageSubject),
    link: Type.Optional(Type.String({ maxLength: 500, pattern: '^/' })),
    channels: Type.Optional(Type.Array(MessageChannel, { minItems: 1 })),
    fallback: Type.Optional(Type.Array(Fallback, { maxItems: 5 })),
    receipt: Type.Optional(Type.Boolean()),
    overrideReason: Type.Optional(Type.String({ minLength: 2, maxLength: 500 })),
  }),
  response: SentMessage,
  creates: true,
})
