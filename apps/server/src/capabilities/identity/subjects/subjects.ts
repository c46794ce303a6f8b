import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import type { Keys } from '../keys/key-register.ts'
import { type Authority, birthDateOf, isInForce, maskNumber, numberFault, type SubjectKind } from './rules.ts'
import * as store from './store.ts'

/** A natural or legal person the city knows. */
export interface Subject {
  id: string
  kind: SubjectKind
  name: string
  /** Citizen id (GB 11643) or credit code (GB 32100), plain: never logged, masked in answers. */
  number: string
  /** How sure the city is of it: 1 registered, 2 real name checked, 3 strong (in person, certificate, face). */
  assurance: 1 | 2 | 3
}

/** For whom a caller acts. */
export interface Acting {
  subject: Subject
  /** The natural person at the keys. */
  by: Subject
  authority: 'self' | Authority
  authorityId: string | null
  /** What the power is bounded to; null: everything. */
  scenes: string[] | null
}

export interface SubjectInput {
  kind: SubjectKind
  name: string
  number: string
}

/** What other capabilities may ask about persons and firms. */
export interface Subjects {
  /** Null: an account without a known person. */
  ofCaller(db: Queryable, principal: Principal): Promise<Acting | null>
  find(db: Queryable, id: string): Promise<Subject | null>
  findMany(db: Queryable, ids: readonly string[]): Promise<Map<string, Subject>>
  findByNumber(db: Queryable, number: string): Promise<Subject | null>
  /** How many of a kind are registered and in being. */
  count(db: Queryable, kind: SubjectKind): Promise<number>
  /** The subject of a number, entered when it is new. Problem `name-differs` when the number is known under another name. */
  ensure(tx: Transaction, input: SubjectInput): Promise<Subject>
  /** Enters many at once without looking at each; numbers that are known stay as they are. */
  importMany(tx: Transaction, inputs: readonly SubjectInput[]): Promise<void>
  /** Accounts to tell: of the person, or of those who may act for the organisation or ward. */
  usersOf(db: Queryable, subjectId: string): Promise<string[]>
  /** Ties an account to a person; for registration and the sample city. */
  link(tx: Transaction, link: { userId: string; subjectId: string; channel: string }): Promise<void>
  /** Says how sure the city is of a subject, and by what. */
  assure(tx: Transaction, subjectId: string, level: 2 | 3, by: string): Promise<void>
  /** Gives power to act without asking who gives it; for the sample city and after the rules were asked. */
  empower(tx: Transaction, mandate: Omit<store.NewMandate, 'id'>): Promise<string>
}

const numberPurpose = 'subject-number'

export function createSubjects(kernel: Kernel, keys: Keys): Subjects {
  const { clock } = kernel
  const open = (row: store.SubjectRow) => toSubject(keys, row)
  const hash = (number: string) => keys.mac(numberPurpose, number)
  const subjects: Subjects = {
    ofCaller: (db, principal) => actingOf(kernel, keys, db, principal),
    find: async (db, id) => {
      const row = await store.findSubject(db, id)
      return row ? open(row) : null
    },
    findMany: async (db, ids) => {
      const rows = ids.length === 0 ? [] : await store.findSubjects(db, ids)
      return new Map((await Promise.all(rows.map(open))).map((one) => [one.id, one]))
    },
    findByNumber: async (db, number) => {
      const row = await store.findSubjectByHash(db, await hash(number))
      return row ? open(row) : null
    },
    count: store.countSubjects,
    ensure: async (tx, input) => {
      await subjects.importMany(tx, [input])
      const row = (await store.findSubjectByHash(tx, await hash(input.number))) as store.SubjectRow
      if (row.name !== input.name)
        throw conflict('name-differs', `号码 ${row.number_masked} 已登记在另一姓名（名称）下，请核对。`)
      return open(row)
    },
    importMany: async (tx, inputs) => {
      const rows = await Promise.all(inputs.map((input) => toNewSubject(keys, input)))
      await store.insertSubjects(tx, rows, clock.now())
    },
    usersOf: (db, subjectId) => store.listUsersOf(db, subjectId, clock.now()),
    link: (tx, link) => store.linkAccount(tx, { ...link, confirmed: true, proof: null }, clock.now()),
    assure: (tx, subjectId, level, by) => store.assure(tx, subjectId, level, by, clock.now()),
    empower: async (tx, mandate) => {
      const id = newId()
      await store.insertMandates(tx, [{ id, ...mandate }], clock.now())
      return id
    },
  }
  return subjects
}

async function toNewSubject(keys: Keys, { kind, name, number }: SubjectInput): Promise<store.NewSubject> {
  const fault = numberFault(kind, number)
  if (fault) throw invalid('/body/number', fault)
  return {
    ...{ id: newId(), kind, name, masked: maskNumber(kind, number), birthDate: birthDateOf(kind, number) },
    ...{ sealed: await keys.seal(numberPurpose, number), hash: await keys.mac(numberPurpose, number) },
  }
}

/** A row with its number opened; a cancelled one has none any more. */
export async function toSubject(keys: Keys, row: store.SubjectRow): Promise<Subject> {
  const { id, kind, name, assurance } = row
  const number = row.number_sealed === null ? '' : await keys.unseal(row.number_sealed)
  return { id, kind, name, number, assurance }
}

async function actingOf(
  kernel: Kernel,
  keys: Keys,
  db: Queryable,
  principal: Principal,
): Promise<Acting | null> {
  const row = await store.findSubjectOfUser(db, principal.userId)
  if (row?.state !== 'active') return null
  const by = await toSubject(keys, row)
  const mandate = await chosenMandate(kernel, db, principal, row.id)
  const forWhom = mandate ? await store.findSubject(db, mandate.subject_id) : undefined
  if (!mandate || forWhom?.state !== 'active')
    return { subject: by, by, authority: 'self', authorityId: null, scenes: null }
  return {
    ...{ subject: await toSubject(keys, forWhom), by, authority: mandate.authority },
    ...{ authorityId: mandate.id, scenes: mandate.scenes },
  }
}

/**
 * The mandate a session works under: the one it chose while that is in force. An account of a firm that chose nothing acts
 * for the first organisation it may act for, as there is nothing for it to do in its own name.
 */
async function chosenMandate(
  kernel: Kernel,
  db: Queryable,
  principal: Principal,
  personId: string,
): Promise<store.MandateRow | undefined> {
  const now = kernel.clock.now()
  const choice = await store.findSessionChoice(db, principal)
  if (choice?.chosen) {
    const chosen = choice.mandate_id ? await store.findMandate(db, choice.mandate_id) : undefined
    return chosen && chosen.agent_id === personId && isInForce(chosen, now) ? chosen : undefined
  }
  if (!choice?.of_firm) return undefined
  const all = await store.listMandatesOfAgent(db, personId, now)
  return all.find((one) => one.authority === 'representative' || one.authority === 'agent')
}
