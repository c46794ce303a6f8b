import type { Organisation, User } from '@civitas/contract'
import type { Principal } from '../../kernel/access.ts'
import { defineCapability } from '../../kernel/capability.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import { type AuditTrail, startAuditTrail } from './audit.ts'
import { createSessions } from './authenticate.ts'
import { findHolders, findPeople, type Holders, type PeopleSelector, type Person } from './find-people.ts'
import { createFirstToken } from './first-token.ts'
import { createKeys, type Keys } from './keys/key-register.ts'
import { addUser, type UserInput } from './manage-users.ts'
import { insertPost, listActiveTo, type NewPost } from './posts/store.ts'
import { findRole } from './roles.ts'
import { bindRoutes } from './routes.ts'
import { deleteExpiredSessions, findUser, insertOrganisations, readOrganisations } from './store.ts'
import { createSubjects, type Subjects } from './subjects/subjects.ts'

export type { PeopleSelector, Person } from './find-people.ts'
export type { Keys, PublishedKey } from './keys/key-register.ts'
export type { KeyVerdict } from './keys/rules.ts'
export { maskPhone } from './rules.ts'
export { ageOn, birthDateOf, maskName, maskNumber, numberFault } from './subjects/rules.ts'
export type { Acting, Subject, Subjects } from './subjects/subjects.ts'

/** What other capabilities may ask of `identity`. */
export interface Identity {
  /** Natural and legal persons, and for whom a caller acts. */
  readonly subjects: Subjects
  /** Keys of the installation: sign, verify, seal, unseal (PLT-114). */
  readonly keys: Keys
  /** Names that devices sign in with are not tried as accounts. */
  leaveNames(isDevice: (name: string) => boolean): void
  findUserName(id: string): Promise<string | null>
  /** Those whom a person stands in for just now. */
  listStoodInFor(userId: string): Promise<{ userId: string; name: string }[]>
  /** People to be told or asked, with how they are reached. */
  findPeople(db: Queryable, selector: PeopleSelector): Promise<Person[]>
  /** The people of each of many organisations, or roles for a place, in one statement. */
  findHolders(db: Queryable, wanted: readonly Holders[]): Promise<Person[][]>
  /** Name of an organisation, from memory. */
  findOrganisation(id: string | null): Organisation | undefined
  /** Ids of organisations by name and short name, for files people write. */
  organisationsByName(): ReadonlyMap<string, string>
  importOrganisations(tx: Transaction, rows: Organisation[]): Promise<void>
  /** Reads the organisations anew after an import has committed. */
  reload(): Promise<void>
  /** Gives a user a further post without asking who wants it; for the sample city. */
  importPost(tx: Transaction, userId: string, post: NewPost): Promise<void>
  addDemoUser(input: UserInput): Promise<User>
  roleName(id: string): string
  needsFirstAdministrator(): Promise<boolean>
  /** Who signs in with account and password where there is no HTTP request (MQTT); null when that is nobody. */
  signInOver(account: string, password: string, ip: string): Promise<Principal | null>
  /** Writes an entry into the audit trail for what an operation alone does not tell. */
  audit: AuditTrail['record']
  /** The one-time token for the first administrator, or null when there is one already. */
  issueFirstToken(): Promise<string | null>
  stop(): Promise<void>
}

/** 统一身份: users, organisations, roles with data scope, sessions, lock-out, audit trail. */
export const identity = defineCapability({
  name: 'identity',
  needs: [],
  start: async (kernel, _needs: Record<never, never>): Promise<Identity> => {
    const sessions = createSessions(kernel)
    const audit = startAuditTrail(kernel)
    const firstToken = createFirstToken(kernel)
    const keys = createKeys(kernel)
    const subjects = createSubjects(kernel, keys)
    let organisations = new Map<string, Organisation>()
    const reload = async () => {
      organisations = new Map((await readOrganisations(kernel.db)).map((one) => [one.id, one]))
    }
    await reload()
    kernel.http.setAuthenticate(sessions.authenticate)
    bindRoutes(kernel, { sessions, audit, firstToken })
    kernel.jobs.every('identity-expire-sessions', '17 * * * *', () =>
      deleteExpiredSessions(kernel.db, kernel.clock.now()),
    )
    return {
      subjects,
      keys,
      leaveNames: sessions.leaveNames,
      findUserName: async (id) => (await findUser(kernel.db, id))?.name ?? null,
      listStoodInFor: async (userId) =>
        (await listActiveTo(kernel.db, userId, kernel.clock.now())).map((row) => ({
          ...{ userId: row.from_user, name: row.from_name },
        })),
      findPeople,
      findHolders,
      findOrganisation: (id) => (id ? organisations.get(id) : undefined),
      organisationsByName: () =>
        new Map(
          [...organisations.values()].flatMap((one) => [
            [one.shortName, one.id],
            [one.name, one.id],
          ]),
        ),
      importOrganisations: insertOrganisations,
      reload,
      importPost: (tx, userId, post) => insertPost(tx, userId, { id: newId(), ...post }, kernel.clock.now()),
      addDemoUser: (input) => addUser(kernel, { ...input, demo: true }),
      roleName: (id) => findRole(id)?.name ?? id,
      needsFirstAdministrator: firstToken.isNeeded,
      signInOver: sessions.signInOver,
      audit: audit.record,
      issueFirstToken: firstToken.issue,
      stop: async () => {
        await keys.stop()
        await audit.stop()
      },
    }
  },
})
