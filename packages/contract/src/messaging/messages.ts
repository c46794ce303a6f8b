import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Geometry, Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineMessage } from '../message.ts'
import { defineOperation } from '../operation.ts'

/** Ways a message travels. `app` is the inbox of the platform’s pages. */
export const MessageChannel = Type.Union([
  Type.Literal('app'),
  Type.Literal('push'),
  Type.Literal('mail'),
  Type.Literal('sms'),
  Type.Literal('voice'),
])
export type MessageChannel = Static<typeof MessageChannel>

/** `normal` waits for the end of quiet hours; `urgent` and `emergency` do not. */
export const Urgency = Type.Union([Type.Literal('normal'), Type.Literal('urgent'), Type.Literal('emergency')])
export type Urgency = Static<typeof Urgency>

/** What a message is about; a person may do without a whole kind, but never without an emergency. */
export const MessageCategory = Type.Union([
  Type.Literal('notice'),
  Type.Literal('task'),
  Type.Literal('warning'),
  Type.Literal('report'),
  Type.Literal('service'),
])
export type MessageCategory = Static<typeof MessageCategory>

/** How far a message has come with one person. */
export const Reach = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('sent'),
  Type.Literal('delivered'),
  Type.Literal('read'),
  Type.Literal('confirmed'),
  Type.Literal('failed'),
])
export type Reach = Static<typeof Reach>

export const DeliveryState = Type.Union([
  Type.Literal('queued'),
  Type.Literal('sent'),
  Type.Literal('delivered'),
  Type.Literal('read'),
  Type.Literal('confirmed'),
  Type.Literal('failed'),
])
export type DeliveryState = Static<typeof DeliveryState>

/** Whom a message is for: a user, the people of an organisation, the holders of a role for a place, or a number. */
/** A word people are gathered under to be told something together. */
export const RecipientTagName = Type.String({ minLength: 1, maxLength: 40, pattern: '^\\S(.*\\S)?$' })

export const RecipientTag = Type.Object({
  tag: RecipientTagName,
  people: Type.Integer({ description: 'Within the divisions of whoever asks.' }),
})
export type RecipientTag = Static<typeof RecipientTag>

export const Recipient = Type.Union([
  Type.Object({
    userId: Id,
    phone: Type.Optional(
      Type.String({ pattern: '^[0-9+-]{3,20}$', description: 'Taken when the account has no number.' }),
    ),
  }),
  Type.Object({ organisationId: Id, role: Type.Optional(Type.String()) }),
  Type.Object({ role: Type.String(), division: DivisionCode }),
  Type.Object(
    { area: DivisionCode, role: Type.Optional(Type.String()) },
    {
      description: 'Who works in this division or below it, within the divisions of whoever sends.',
    },
  ),
  Type.Object(
    { tag: RecipientTagName },
    {
      description: 'Who bears this tag, within the divisions of whoever sends.',
    },
  ),
  Type.Object(
    { within: Geometry },
    {
      description:
        'Who has duties in a grid or community this polygon touches, within the divisions of whoever sends: accounts, and grid staff by number.',
    },
  ),
  Type.Object({ name: Type.String({ maxLength: 64 }), phone: Type.String({ pattern: '^[0-9+-]{3,20}$' }) }),
])
export type Recipient = Static<typeof Recipient>

/** The next channel, when the one before has not done its work after so many seconds. */
export const Fallback = Type.Object({
  channel: MessageChannel,
  afterSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
})
export type Fallback = Static<typeof Fallback>

export const MessageSubject = Type.Object({
  kind: Type.String({ maxLength: 40, description: 'event, case, order, warning …' }),
  id: Type.String({ maxLength: 100 }),
})

export const MessageRequest = Type.Object({
  key: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Idempotency key: the same key sends once.',
  }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  text: Type.String({ minLength: 1, maxLength: 4000 }),
  urgency: Urgency,
  category: Type.Optional(MessageCategory),
  to: Type.Array(Recipient, { minItems: 1, maxItems: 10_000 }),
  subject: Type.Optional(MessageSubject),
  link: Type.Optional(Type.String({ maxLength: 500, pattern: '^/', description: 'Page of the platform.' })),
  channels: Type.Optional(
    Type.Array(MessageChannel, { minItems: 1, description: 'Used at once; the inbox unless given.' }),
  ),
  fallback: Type.Optional(Type.Array(Fallback, { maxItems: 5 })),
  until: Type.Optional(
    Type.Union([Type.Literal('delivered'), Type.Literal('read'), Type.Literal('confirmed')], {
      description: 'What makes a fallback unnecessary; delivered unless given.',
    }),
  ),
  receipt: Type.Optional(Type.Boolean({ description: 'The reader is asked to confirm.' })),
  drill: Type.Optional(
    Type.Boolean({ description: 'Marked 【演练】; never leaves the platform by an outside channel.' }),
  ),
  senderId: Type.Optional(Id),
})
export type MessageRequest = Static<typeof MessageRequest>

/** A message with how many people it has reached. */
export const SentMessage = Type.Object({
  id: Id,
  title: Type.String(),
  text: Type.String(),
  urgency: Urgency,
  category: MessageCategory,
  overrideReason: Type.Union([Type.String(), Type.Null()], {
    description: 'Why quiet hours were passed over, for an emergency.',
  }),
  subject: Type.Union([MessageSubject, Type.Null()]),
  senderName: Type.Union([Type.String(), Type.Null()]),
  drill: Type.Boolean(),
  receipt: Type.Boolean(),
  createdTime: Time,
  recipients: Type.Integer(),
  reached: Type.Record(Type.String(), Type.Integer(), { description: 'People by reach.' }),
  channels: Type.Record(Type.String(), Type.Integer(), {
    description: 'People by the channel that reached them; those not reached are not counted.',
  }),
})
export type SentMessage = Static<typeof SentMessage>

export const Delivery = Type.Object({
  id: Id,
  channel: MessageChannel,
  state: DeliveryState,
  attempts: Type.Integer(),
  dueTime: Type.Union([Time, Type.Null()]),
  sentTime: Type.Union([Time, Type.Null()]),
  code: Type.Union([Type.String(), Type.Null()], { description: 'Answer of the provider.' }),
})
export type Delivery = Static<typeof Delivery>

export const MessageReceiver = Type.Object({
  id: Id,
  name: Type.String(),
  phone: Type.Union([Type.String(), Type.Null()], { description: 'Middle digits hidden.' }),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  reach: Reach,
  reachedBy: Type.Union([MessageChannel, Type.Null()]),
  unsubscribed: Type.Boolean({ description: 'The person does without messages of this kind.' }),
  readTime: Type.Union([Time, Type.Null()]),
  confirmedTime: Type.Union([Time, Type.Null()]),
  deliveries: Type.Array(Delivery),
})
export type MessageReceiver = Static<typeof MessageReceiver>

/** A message as its reader has it. */
export const InboxItem = Type.Object({
  id: Id,
  title: Type.String(),
  text: Type.String(),
  urgency: Urgency,
  link: Type.Union([Type.String(), Type.Null()]),
  senderName: Type.Union([Type.String(), Type.Null()]),
  drill: Type.Boolean(),
  receipt: Type.Boolean(),
  time: Time,
  readTime: Type.Union([Time, Type.Null()]),
  confirmedTime: Type.Union([Time, Type.Null()]),
})
export type InboxItem = Static<typeof InboxItem>

const Clock = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'HH:mm, Asia/Shanghai.',
})

export const QuietHours = Type.Object({ from: Clock, to: Clock, enabled: Type.Boolean() })
export type QuietHours = Static<typeof QuietHours>

export const MessagePreferences = Type.Object({
  quiet: Type.Union([QuietHours, Type.Null()], { description: 'Null: those of the city.' }),
  without: Type.Array(MessageChannel, {
    description: 'Channels not wanted for messages that are not emergencies.',
  }),
  unsubscribed: Type.Array(MessageCategory, {
    description: 'Kinds of message not wanted at all; an emergency comes all the same.',
  }),
})
export type MessagePreferences = Static<typeof MessagePreferences>

const idParams = Type.Object({ id: Id })

export const sendMessage = defineOperation({
  id: 'messaging.sendMessage',
  method: 'POST',
  path: '/api/messaging/messages',
  permission: 'messaging.send',
  summary: { zh: '发送通知', en: 'Send a message' },
  body: Type.Object({
    ...MessageRequest.properties,
    overrideReason: Type.Optional(
      Type.String({
        minLength: 2,
        maxLength: 500,
        description: 'Needed for an emergency; kept in the audit.',
      }),
    ),
  }),
  response: SentMessage,
  creates: true,
})

export const countRecipients = defineOperation({
  id: 'messaging.countRecipients',
  method: 'POST',
  path: '/api/messaging/recipient-counts',
  permission: 'messaging.send',
  summary: { zh: '发送前核对收件人数', en: 'How many people a message would reach, each counted once' },
  body: Type.Object({ to: Type.Array(Recipient, { minItems: 1, maxItems: 10_000 }) }),
  response: Type.Object({
    people: Type.Integer(),
    withPhone: Type.Integer({ description: 'Of them with a number.' }),
  }),
})

export const listRecipientTags = defineOperation({
  id: 'messaging.listRecipientTags',
  method: 'GET',
  path: '/api/messaging/recipient-tags',
  permission: 'messaging.send',
  summary: { zh: '收件人标签', en: 'Tags to send by' },
  query: Type.Object(pageQuery),
  response: pageOf(RecipientTag),
})

export const listTagPeople = defineOperation({
  id: 'messaging.listTagPeople',
  method: 'GET',
  path: '/api/messaging/recipient-tags/people',
  permission: 'messaging.manage',
  summary: { zh: '标签下的人员', en: 'Who bears a tag' },
  query: Type.Object({ tag: RecipientTagName }),
  response: Type.Object({ items: Type.Array(Type.Object({ id: Id, name: Type.String() })) }),
})

export const saveRecipientTag = defineOperation({
  id: 'messaging.saveRecipientTag',
  method: 'PUT',
  path: '/api/messaging/recipient-tags',
  permission: 'messaging.manage',
  summary: { zh: '设置标签下的人员（清空即删除标签）', en: 'Say who bears a tag; nobody takes the tag away' },
  body: Type.Object({
    tag: RecipientTagName,
    userIds: Type.Array(Id, { maxItems: 5_000, uniqueItems: true }),
  }),
  response: Done,
})

export const listMessages = defineOperation({
  id: 'messaging.listMessages',
  method: 'GET',
  path: '/api/messaging/messages',
  permission: 'messaging.send',
  summary: { zh: '已发通知', en: 'List messages sent' },
  query: Type.Object({
    ...pageQuery,
    subjectKind: Type.Optional(Type.String()),
    subjectId: Type.Optional(Type.String()),
    urgency: Type.Optional(Urgency),
  }),
  response: pageOf(SentMessage),
})

export const getMessage = defineOperation({
  id: 'messaging.getMessage',
  method: 'GET',
  path: '/api/messaging/messages/{id}',
  permission: 'messaging.send',
  summary: { zh: '通知送达报告', en: 'A message and whom it reached' },
  params: idParams,
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset, reach: Type.Optional(Reach) }),
  response: Type.Object({ message: SentMessage, receivers: pageOf(MessageReceiver) }),
})

export const resendMessage = defineOperation({
  id: 'messaging.resendMessage',
  method: 'POST',
  path: '/api/messaging/messages/{id}/resend',
  permission: 'messaging.send',
  summary: { zh: '重发失败的通知', en: 'Send again to those it failed with' },
  params: idParams,
  response: Type.Object({ resent: Type.Integer() }),
})

export const listInbox = defineOperation({
  id: 'messaging.listInbox',
  method: 'GET',
  path: '/api/messaging/inbox',
  permission: 'signed-in',
  summary: { zh: '我的消息', en: 'Messages of the caller' },
  query: Type.Object({ ...pageQuery, unread: Type.Optional(Type.Boolean()) }),
  response: Type.Object({ items: Type.Array(InboxItem), total: Type.Integer(), unread: Type.Integer() }),
})

export const readInboxItem = defineOperation({
  id: 'messaging.readInboxItem',
  method: 'POST',
  path: '/api/messaging/inbox/{id}/reading',
  permission: 'signed-in',
  summary: { zh: '标记已读', en: 'Mark a message as read' },
  params: idParams,
  response: InboxItem,
})

export const readWholeInbox = defineOperation({
  id: 'messaging.readWholeInbox',
  method: 'POST',
  path: '/api/messaging/inbox/reading',
  permission: 'signed-in',
  summary: { zh: '全部已读（需回执的除外）', en: 'Mark all as read, but those that want a receipt' },
  response: Done,
})

export const confirmInboxItem = defineOperation({
  id: 'messaging.confirmInboxItem',
  method: 'POST',
  path: '/api/messaging/inbox/{id}/confirmation',
  permission: 'signed-in',
  summary: { zh: '确认收悉', en: 'Confirm a message' },
  params: idParams,
  response: InboxItem,
})

export const getMessagePreferences = defineOperation({
  id: 'messaging.getPreferences',
  method: 'GET',
  path: '/api/messaging/preferences',
  permission: 'signed-in',
  summary: { zh: '我的接收设置', en: 'How the caller wants messages' },
  response: MessagePreferences,
})

export const saveMessagePreferences = defineOperation({
  id: 'messaging.savePreferences',
  method: 'PUT',
  path: '/api/messaging/preferences',
  permission: 'signed-in',
  summary: { zh: '修改我的接收设置', en: 'Change how the caller wants messages' },
  body: Type.Object({
    ...MessagePreferences.properties,
    unsubscribed: Type.Optional(Type.Array(MessageCategory, { description: 'As before unless given.' })),
  }),
  response: MessagePreferences,
})

export const getQuietHours = defineOperation({
  id: 'messaging.getQuietHours',
  method: 'GET',
  path: '/api/messaging/quiet-hours',
  permission: 'signed-in',
  summary: { zh: '全市免打扰时段', en: 'Quiet hours of the city' },
  response: QuietHours,
})

export const saveQuietHours = defineOperation({
  id: 'messaging.saveQuietHours',
  method: 'PUT',
  path: '/api/messaging/quiet-hours',
  permission: 'messaging.manage',
  summary: { zh: '设置全市免打扰时段', en: 'Set the quiet hours of the city' },
  body: QuietHours,
  response: QuietHours,
})

export const reportReceipt = defineOperation({
  id: 'messaging.reportReceipt',
  method: 'POST',
  path: '/api/messaging/receipts',
  permission: 'messaging.manage',
  summary: { zh: '渠道回执（短信、语音网关）', en: 'A receipt of a provider' },
  body: Type.Object({
    deliveryId: Id,
    state: Type.Union([
      Type.Literal('delivered'),
      Type.Literal('read'),
      Type.Literal('confirmed'),
      Type.Literal('failed'),
    ]),
    code: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: Done,
})

/** A delivery went a step on, or a reader did. */
export const deliveryChanged = defineMessage(
  'messaging.delivery-changed',
  Type.Object({
    messageId: Id,
    subject: Type.Union([MessageSubject, Type.Null()]),
    deliveryId: Type.Union([Id, Type.Null()]),
    receiverId: Id,
    userId: Type.Union([Id, Type.Null()]),
    name: Type.String(),
    channel: MessageChannel,
    state: DeliveryState,
    drill: Type.Boolean(),
  }),
)
