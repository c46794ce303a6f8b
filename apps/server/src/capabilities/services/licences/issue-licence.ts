import type { Licence, LicenceData } from '@civitas/contract'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { maskNumber, type Subject } from '../../identity/index.ts'
import { subjectIn, tellSubject } from '../acting.ts'
import { addMonths } from '../credit/rules.ts'
import { dayOf } from '../numbers.ts'
import { putSeal } from '../seals/seal-document.ts'
import { countUsesAtEnd, findLicenceSeal, insertSealings } from '../seals/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { keyPurposes, signText, stampTime } from '../signing.ts'
import { type KnownType, requireType } from './catalogue.ts'
import { dataText, fieldsFault, keepFields, licenceIdentifier } from './rules.ts'
import * as store from './store.ts'

export interface NewLicence {
  holder: Subject
  fields: Readonly<Record<string, unknown>>
  validFrom?: string
  validUntil?: string | null
  applicationId: string | null
  trust: Licence['trust']
  /** The version this one takes the place of. */
  previous?: store.LicenceRow
  copyOf?: string
}

/** Signs, seals and stores licences of one type and issuer in the caller’s transaction. */
export async function storeLicences(
  parts: ServicesParts,
  tx: Transaction,
  type: KnownType,
  issuerId: string,
  wanted: readonly NewLicence[],
): Promise<store.LicenceRow[]> {
  const now = parts.kernel.clock.now()
  const year = dayOf(now).slice(0, 4)
  const fresh = wanted.filter((one) => !one.previous).length
  let next = fresh === 0 ? 0 : await store.takeNumbers(parts.kernel.db, `ZZ${type.serial}`, year, fresh)
  const seal = await findLicenceSeal(tx, issuerId, dayOf(now))
  const rows: store.LicenceRow[] = []
  for (const one of wanted) {
    const number = one.previous?.number ?? `${type.serial}${year}${String(next++).padStart(6, '0')}`
    rows.push(await signLicence(parts, { type, issuerId, number, one, now, seal }))
  }
  await store.insertLicences(tx, rows)
  if (seal) {
    countUsesAtEnd(tx, seal.id, rows.length)
    await insertSealings(
      tx,
      rows.map((row) => ({
        ...{ id: newId(), seal_id: seal.id, time: now, document_type: '电子证照' },
        ...{ title: `${type.title.zh} ${row.number}`, digest: sm3(row.data), user_name: '证照系统' },
        ...{ outcome: 'sealed' as const, reason: null, approval_id: null },
      })),
    )
  }
  return rows
}

interface ToSign {
  type: KnownType
  issuerId: string
  number: string
  one: NewLicence
  now: Date
  seal: Awaited<ReturnType<typeof findLicenceSeal>>
}

async function signLicence(parts: ServicesParts, given: ToSign): Promise<store.LicenceRow> {
  const { type, issuerId, number, one, now, seal } = given
  const issuer = parts.identity.findOrganisation(issuerId)
  const version = (one.previous?.version ?? 0) + 1
  const validFrom = one.validFrom ?? dayOf(now)
  const validUntil =
    one.validUntil !== undefined
      ? one.validUntil
      : type.validMonths === null
        ? null
        : addMonths(validFrom, type.validMonths)
  const data: LicenceData = {
    identifier: licenceIdentifier({
      ...{ typeCode: type.code, issuerCode: issuer?.code ?? issuerId, number, version },
    }),
    ...{ typeId: type.id, typeCode: type.code, typeTitle: type.title.zh, number, version },
    ...{ holderName: one.holder.name, holderNumber: maskNumber(one.holder.kind, one.holder.number) },
    ...{ issuerName: issuer?.name ?? '', fields: keepFields(type, one.fields), validFrom, validUntil },
    ...{ trust: one.trust, issuedTime: now.toISOString() },
  }
  const signed = await signText(parts, keyPurposes.licence, dataText(data))
  const sealed = seal
    ? await putSeal(parts, seal, {
        ...{ digest: sm3(signed.data), documentType: '电子证照', title: `${data.typeTitle} ${number}` },
      })
    : null
  const timeStamp = await stampTime(parts, [signed.signature])
  return {
    ...{
      id: newId(),
      identifier: data.identifier,
      number,
      version,
      type_id: type.id,
      holder_id: one.holder.id,
    },
    ...{ holder_name: one.holder.name, issuer_id: issuerId, application_id: one.applicationId },
    ...{ fields: { ...data.fields }, valid_from: validFrom, valid_until: validUntil, state: 'valid' },
    ...{
      state_reason: null,
      state_time: now,
      trust: one.trust,
      copy_of: one.copyOf ?? null,
      data: signed.data,
    },
    ...{ key_id: signed.keyId, signature: signed.signature, seal: { timeStamp, seal: sealed } },
    ...{ checked_year: null, issued_time: now },
  }
}

/** What is known of the holder anyway, and what its other licences state, for fields nobody gave. */
async function fillFields(
  tx: Transaction,
  type: KnownType,
  holder: Subject,
  given: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const known: Record<string, unknown> = {
    name: holder.name,
    ...(holder.kind === 'organisation' ? { code: holder.number } : {}),
    ...keepFields(type, given),
  }
  const missing = type.fields.filter((field) => field.required && !known[field.id])
  if (missing.length === 0) return known
  for (const { fields } of await store.listFieldsOf(tx, holder.id))
    for (const { id } of missing) if (!known[id] && fields[id]) known[id] = fields[id]
  return known
}

export interface IssueInput {
  typeCode: string
  holderId: string
  fields: Record<string, unknown>
  applicationId: string | null
  issuerId: string
  validFrom?: string
  validUntil?: string
}

/**
 * Issues a licence in the caller’s transaction: signed, sealed with the issuer’s seal, told to its holder. Told twice of the
 * same application it issues once. What the form of an application did not ask stays empty; by hand every field must be there.
 */
export async function issueLicence(
  parts: ServicesParts,
  tx: Transaction,
  input: IssueInput,
  byName = '证照系统',
): Promise<{ licenceId: string; number: string }> {
  const type = await requireType(parts, input.typeCode, tx)
  const { applicationId, holderId } = input
  const before = applicationId
    ? await store.findOfApplication(tx, { applicationId, typeId: type.id, holderId })
    : undefined
  if (before) return { licenceId: before.id, number: before.number }
  const holder = await subjectIn(parts, tx, holderId)
  if (!holder) throw notFound('持证主体', holderId)
  if (type.holder !== 'both' && type.holder !== holder.kind)
    throw invalid('/body/holderKind', `${type.title.zh}不能发给这类主体`)
  const fields = await fillFields(tx, type, holder, input.fields)
  const fault = applicationId ? null : fieldsFault(type, fields)
  if (fault) throw invalid('/body/fields', fault)
  const { validFrom, validUntil } = input
  const one: NewLicence = {
    ...{ holder, fields, applicationId, trust: 'issued' },
    ...(validFrom ? { validFrom } : {}),
    ...(validUntil ? { validUntil } : {}),
  }
  const [row] = (await storeLicences(parts, tx, type, input.issuerId, [one])) as [store.LicenceRow]
  await keepIssue(parts, tx, row, { kind: 'issued', byName, title: `${type.title.zh}已签发` })
  return { licenceId: row.id, number: row.number }
}

/** Writes down who did it, puts the digest into the ledger and tells the holder. */
export async function keepIssue(
  parts: ServicesParts,
  tx: Transaction,
  row: store.LicenceRow,
  {
    kind,
    byName,
    title,
    reason = null,
  }: { kind: string; byName: string; title: string; reason?: string | null },
): Promise<void> {
  const time = parts.kernel.clock.now()
  await store.insertEvent(tx, row.id, { time, kind, by_name: byName, reason, basis: null })
  await parts.ledger.append(tx, {
    ...{ kind: 'licence', subjectId: row.id },
    payload: {
      identifier: row.identifier,
      digest: sm3(row.data),
      keyId: row.key_id,
      signature: row.signature,
    },
  })
  await tellSubject(parts, tx, row.holder_id, {
    ...{ key: `services.licence:${row.id}:${kind}`, title },
    ...{ text: `证照编号 ${row.number}，可在“我的证照”中查看和使用。`, link: `/portal/licences/${row.id}` },
  })
}
