import { codeText } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newSecret } from '../../../kernel/crypto.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { takeDailyNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { keyPurposes, signText } from '../signing.ts'
import { namerOfFields } from './code-fields.ts'
import { cardDays, lifeSeconds } from './rules.ts'
import * as store from './store.ts'

const shortSecret = () => newSecret().replace(/[-_]/g, '').slice(0, 16)

async function signCode(
  parts: ServicesParts,
  code: { pseudonym: string; nonce: string; issued: number; life: number; kind: 'd' | 'p' },
): Promise<string> {
  const { data, keyId, signature } = await signText(parts, keyPurposes.cityCode, codeText(code))
  return `${data}.${keyId}.${signature}`
}

/** A code that lives a minute. A guardian shows the code of a ward by acting for it. */
export async function show(parts: ServicesParts, principal: Principal) {
  const { db, clock } = parts.kernel
  const { subject } = await requireActing(parts, principal, 'code')
  if (subject.kind !== 'person') throw conflict('not-a-person', '市民码只属于自然人，请切换为本人身份。')
  const holder = await store.ensureHolder(db, subject.id, shortSecret())
  if (holder.frozen) throw conflict('code-frozen', '您的市民码已冻结，解冻后才能出示。')
  const issued = Math.floor(clock.now().getTime() / 1000)
  const token = await signCode(parts, {
    ...{ pseudonym: holder.pseudonym, nonce: shortSecret(), issued, life: lifeSeconds, kind: 'd' },
  })
  return {
    ...{ token, holderName: subject.name, issuedTime: new Date(issued * 1000).toISOString() },
    expiresTime: new Date((issued + lifeSeconds) * 1000).toISOString(),
  }
}

export async function freeze(parts: ServicesParts, principal: Principal, frozen: boolean) {
  const { subject } = await requireActing(parts, principal, 'code')
  await store.ensureHolder(parts.kernel.db, subject.id, shortSecret())
  await store.setFrozen(parts.kernel.db, subject.id, frozen)
  return { done: true as const }
}

/** A printed code for whoever has no phone: good for a year, one at a time, stopped when it is lost. */
export async function printCard(parts: ServicesParts, given: { holderName: string; holderNumber: string }) {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const until = new Date(now.getTime() + cardDays * 86_400_000)
  const number = await db.transaction(async (tx) => {
    const subject = await parts.identity.subjects.ensure(tx, {
      ...{ kind: 'person', name: given.holderName, number: given.holderNumber },
    })
    const made = await takeDailyNumber(tx, 'MK', now)
    await store.insertCard(
      tx,
      { number: made, subject_id: subject.id, valid_until: until, stopped_time: null },
      now,
    )
    return made
  })
  const issued = Math.floor(now.getTime() / 1000)
  const token = await signCode(parts, {
    ...{ pseudonym: number, nonce: shortSecret(), issued, life: cardDays * 86_400, kind: 'p' },
  })
  return { cardNumber: number, token, validUntil: until.toISOString() }
}

export async function loseCard(parts: ServicesParts, number: string) {
  if (!(await store.stopCard(parts.kernel.db, number, parts.kernel.clock.now())))
    throw notFound('纸质码', number)
  return { done: true as const }
}

export async function listMine(
  parts: ServicesParts,
  principal: Principal,
  page: { limit?: number; offset?: number },
) {
  const { db, clock } = parts.kernel
  const { subject } = await requireActing(parts, principal, 'code')
  const holder = await store.ensureHolder(db, subject.id, shortSecret())
  const card = await store.findCardOf(db, subject.id, clock.now())
  const { items, total } = await store.listScans(db, subject.id, page)
  const nameOf = await namerOfFields(parts)
  return {
    ...{ total, frozen: holder.frozen, card: card?.number ?? null },
    items: items.map((row) => ({
      ...{ id: row.id, time: row.time.toISOString(), sceneName: row.scene_name, ownerName: row.owner_name },
      ...{ terminal: row.terminal, outcome: row.outcome, text: row.text, fields: row.fields },
      ...{ fieldTitles: row.fields.map(nameOf), offline: row.offline },
    })),
  }
}
