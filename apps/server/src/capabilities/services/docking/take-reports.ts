import { Type } from 'typebox'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { type FieldError, Problem } from '../../../kernel/problem.ts'
import { canonical } from '../items/rules.ts'
import { findInForceByCode } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { readerOf, Words } from '../systems/shapes.ts'
import type { Handler, Handlers } from '../systems/take.ts'
import * as store from './store.ts'

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const nullableText = Type.Union([Type.String(), Type.Null()])
const more = { additionalProperties: true }

const readCase = readerOf(
  Type.Object({ day: Day, number: Words, state: Words, itemCode: nullableText, submittedTime: Words }, more),
)
const readRating = readerOf(
  Type.Object({ day: Day, grade: Type.Integer({ minimum: 1, maximum: 5 }), itemTitle: Words }, more),
)
const readLicence = readerOf(Type.Object({ day: Day, identifier: Words, state: Words }, more))
const readDay = readerOf(
  Type.Object({
    day: Day,
    kind: Type.Union([Type.Literal('case'), Type.Literal('rating'), Type.Literal('licence')]),
  }),
)
const readItem = readerOf(Type.Object({ code: Words, title: Words }))

/** Digest of what was said of an object; both sides compute it alike. */
export const digestOf = (content: object) => sm3(canonical(content))

function keeping(
  kind: store.ReportKind,
  read: (content: unknown) => { day: string },
  check?: (parts: ServicesParts, tx: Transaction, content: Record<string, unknown>) => Promise<FieldError[]>,
): Handler {
  return {
    from: ['lower'],
    take: async (parts, tx, system, { objectId, content }) => {
      const { day } = read(content)
      const faults = (await check?.(parts, tx, content)) ?? []
      if (faults.length > 0) throw new Problem('invalid', 'wrong-fields', '字段错误', faults)
      await store.keepReported(tx, {
        ...{ system_id: system.id, kind, object_id: objectId, day, content, digest: digestOf(content) },
        time: parts.kernel.clock.now(),
      })
      return { reference: String(content.number ?? '') }
    },
  }
}

/** A case has to name an item of this level’s directory. */
async function caseFaults(
  parts: ServicesParts,
  tx: Transaction,
  { itemCode }: Record<string, unknown>,
): Promise<FieldError[]> {
  const day = dayOf(parts.kernel.clock.now())
  const known = itemCode && (await findInForceByCode(tx, String(itemCode), day))
  return known ? [] : [{ path: '/content/itemCode', message: '字段错误：目录中没有这个事项编码' }]
}

/** What platforms below report, and what they ask for when they reconcile (SOC-015, the level above). */
export const dockingHandlers: Handlers = {
  case: keeping('case', readCase, caseFaults),
  rating: keeping('rating', readRating),
  licence: keeping('licence', readLicence),
  reconcile: {
    from: ['lower'],
    take: async (_parts, tx, system, { content }) => {
      const { day, kind } = readDay(content)
      const objects = await store.listOfDay(tx, system.id, kind, day)
      const digests = Object.fromEntries(objects.map((one) => [one.object_id, one.digest]))
      return { reference: `对账 ${day}`, result: { count: objects.length, digests } }
    },
  },
  // The other way round: an item of the directory above, to be looked at here.
  item: {
    from: ['upper'],
    take: async (parts, tx, system, { content }) => {
      const { code, title } = readItem(content)
      const row = { system_id: system.id, remote_code: code, remote_title: title, local_code: null }
      await store.saveMapping(tx, { ...row, state: 'to-review' }, parts.kernel.clock.now(), { decide: false })
      return { reference: title }
    },
  },
}
